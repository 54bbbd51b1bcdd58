namespace Fovea;

/// <summary>
/// Declares a network: the attributes after it are its layers. The compiler checks every shape while you type and writes the class's other half,
/// forward and backward passes included. The class must be partial.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : DeclarationAttribute
{
    /// <summary>A network on images.</summary>
    /// <param name="channels">Channels of an image, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    public NetworkAttribute(int channels, int height, int width)
    {
        _ = (channels, height, width);
    }

    /// <summary>A network on vectors.</summary>
    /// <param name="features">Numbers in a vector, at least 1.</param>
    public NetworkAttribute(int features) => _ = features;
}
