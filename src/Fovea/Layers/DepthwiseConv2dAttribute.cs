namespace Fovea;

/// <summary>
/// A convolution of each channel with a kernel of its own: a trained weight of [channels, 1, kernel height, kernel width] and bias of [channels].
/// Output: as many channels, (n + 2·padding − dilation·(kernel − 1) − 1)/stride + 1 in each direction, rounded down.
/// <c>torch.nn.Conv2d(c, c, kernel, groups=c)</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), the kernel is larger than the padded input (FOV1001), <see cref="Pad.Same"/> with a stride (FOV1006).</remarks>
public sealed class DepthwiseConv2dAttribute : LayerAttribute
{
    /// <summary>With a square kernel.</summary>
    /// <param name="kernel">Rows and columns of the kernel, at least 1.</param>
    public DepthwiseConv2dAttribute(int kernel) => _ = kernel;

    /// <summary>With <see cref="KernelHeight"/> and <see cref="KernelWidth"/>.</summary>
    public DepthwiseConv2dAttribute()
    {
    }

    /// <summary>Rows of the kernel, at least 1; with <see cref="KernelWidth"/>, instead of one square number.</summary>
    public int KernelHeight { get; set; }

    /// <summary>Columns of the kernel, at least 1.</summary>
    public int KernelWidth { get; set; }

    /// <summary>Step of the window, at least 1. Default 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Vertical stride, where it is not <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Horizontal stride, where it is not <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Zeros around the input, at least 0; or <see cref="Pad.Same"/>, <see cref="Pad.SameUpper"/>. Default 0.</summary>
    public int Padding { get; set; }

    /// <summary>Vertical padding, where it is not <see cref="Padding"/>.</summary>
    public int PaddingHeight { get; set; }

    /// <summary>Horizontal padding, where it is not <see cref="Padding"/>.</summary>
    public int PaddingWidth { get; set; }

    /// <summary>Distance between taps, at least 1. Default 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Vertical dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Horizontal dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Whether a trained number is added to each output channel. Default true.</summary>
    public bool Bias { get; set; } = true;
}
