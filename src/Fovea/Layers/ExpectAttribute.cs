namespace Fovea;

/// <summary>Asserts the shape at this place (FOV1007 where it does not hold). Computes nothing.</summary>
public sealed class ExpectAttribute : DeclarationAttribute
{
    /// <summary>Expects an image.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public ExpectAttribute(int channels, int height, int width) => _ = (channels, height, width);

    /// <summary>Expects a vector.</summary>
    /// <param name="features">Features.</param>
    public ExpectAttribute(int features) => _ = features;
}
