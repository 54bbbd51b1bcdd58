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

    /// <summary>How 3×3 convolutions of stride 1 with many channels are computed.</summary>
    public Winograd Winograd { get; set; }
}

/// <summary>
/// What is computed by Winograd's algorithm: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016. It multiplies less than the sum that a convolution is.
/// An infinity or a NaN of the input then reaches all outputs of its tile, which the sum would leave alone.
/// </summary>
public enum Winograd
{
    /// <summary>F(2×2, 3×3) where that is likely to be faster: 16 products for 36, as exact as the sum.</summary>
    Auto,

    /// <summary>There, F(4×4, 3×3) where that is likely to be faster still: 36 products for 144. Errors are of the order of 1e-6 of the output, some five times the sum's.</summary>
    F4x4,

    /// <summary>Nothing: every convolution is the sum.</summary>
    Never,
}
