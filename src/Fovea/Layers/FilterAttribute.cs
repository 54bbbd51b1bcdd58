namespace Fovea;

/// <summary>
/// A fixed square kernel, the same for each channel and never trained: a blur, a Sobel operator, a difference. It is a cross-correlation, as
/// <see cref="Conv2dAttribute"/> is, over zero padding. The compiler folds the weights into the code: zeros vanish, ones are additions,
/// and a kernel that is a column times a row is applied one after the other.
/// Output: as many channels (one with <see cref="Sum"/>), (n + 2·padding − k)/stride + 1 in each direction, rounded down.
/// </summary>
/// <example><c>[Filter(1, 1, 1,  1, 1, 1,  1, 1, 1, Scale = 1 / 9.0, Padding = 1)]</c> is a box blur.</example>
/// <remarks>
/// Errors: the input is a vector (FOV1003), the kernel is larger than the padded input (FOV1001), the number of weights is not a square (FOV1016),
/// weights or scale are zero (FOV0008): <c>1 / 9</c> is the integer 0, and <c>1 / 9.0</c> is a ninth.
/// </remarks>
public sealed class FilterAttribute : LayerAttribute
{
    /// <summary>With these weights, row by row.</summary>
    /// <param name="weights">k² numbers, not all zero.</param>
    public FilterAttribute(params double[] weights) => _ = weights;

    /// <summary>A factor of all weights, not zero. Default 1.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Zeros around the input, at least 0; or <see cref="Pad.Same"/>, <see cref="Pad.SameUpper"/>. Default 0.</summary>
    public int Padding { get; set; }

    /// <summary>Step of the window, at least 1. Default 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Whether the channels are added up into one. Default false.</summary>
    public bool Sum { get; set; }
}
