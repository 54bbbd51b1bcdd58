namespace Fovea;

/// <summary>
/// A two-dimensional convolution (cross-correlation) with a trained weight of [out, in/groups, kernel height, kernel width] and bias of [out].
/// Output: (n + 2·padding − dilation·(kernel − 1) − 1)/stride + 1 in each direction, rounded down. <c>torch.nn.Conv2d</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), the kernel is larger than the padded input (FOV1001), groups do not divide the channels (FOV1005).</remarks>
public sealed class Conv2dAttribute : LayerAttribute
{
    /// <summary>With a square kernel.</summary>
    /// <param name="channels">Output channels, at least 1.</param>
    /// <param name="kernel">Rows and columns of the kernel, at least 1.</param>
    public Conv2dAttribute(int channels, int kernel) => _ = (channels, kernel);

    /// <summary>With <see cref="KernelHeight"/> and <see cref="KernelWidth"/>.</summary>
    /// <param name="channels">Output channels, at least 1.</param>
    public Conv2dAttribute(int channels) => _ = channels;

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

    /// <summary>Padding above and below, where it is not <see cref="Padding"/>.</summary>
    public int PaddingHeight { get; set; }

    /// <summary>Padding left and right, where it is not <see cref="Padding"/>.</summary>
    public int PaddingWidth { get; set; }

    /// <summary>Distance between taps, at least 1. Default 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Vertical dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Horizontal dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Into how many groups input and output channels are split; must divide both. Default 1.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether a trained number is added to each output channel. Default true.</summary>
    public bool Bias { get; set; } = true;
}
