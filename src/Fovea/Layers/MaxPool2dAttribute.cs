namespace Fovea;

/// <summary>
/// The largest number of each window. Padding never wins; the first of equal numbers does; NaN wins over numbers.
/// Output: (n + 2·padding − dilation·(kernel − 1) − 1)/stride + 1, rounded down, or up with <see cref="CeilMode"/>. <c>torch.nn.MaxPool2d</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), the kernel is larger than the padded input (FOV1001), padding is over half the kernel (FOV1010).</remarks>
public sealed class MaxPool2dAttribute : LayerAttribute
{
    /// <summary>With a square kernel.</summary>
    /// <param name="kernel">Rows and columns of the window, at least 1.</param>
    public MaxPool2dAttribute(int kernel) => _ = kernel;

    /// <summary>With <see cref="KernelHeight"/> and <see cref="KernelWidth"/>.</summary>
    public MaxPool2dAttribute()
    {
    }

    /// <summary>Rows of the kernel, at least 1; with <see cref="KernelWidth"/>, instead of one square number.</summary>
    public int KernelHeight { get; set; }

    /// <summary>Columns of the kernel, at least 1.</summary>
    public int KernelWidth { get; set; }

    /// <summary>Step of the window, at least 1. Default: the kernel.</summary>
    public int Stride { get; set; }

    /// <summary>Vertical stride, where it is not <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Horizontal stride, where it is not <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Padding around the input, from 0 to half the kernel; or <see cref="Pad.SameUpper"/>, <see cref="Pad.Same"/>. Default 0.</summary>
    public int Padding { get; set; }

    /// <summary>Padding above and below, where it is not <see cref="Padding"/>.</summary>
    public int PaddingHeight { get; set; }

    /// <summary>Padding left and right, where it is not <see cref="Padding"/>.</summary>
    public int PaddingWidth { get; set; }

    /// <summary>What the padding holds. Default <see cref="PadMode.NegativeInfinity"/>, which never wins.</summary>
    public PadMode PaddingMode { get; set; }

    /// <summary>Distance between taps, at least 1. Default 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Vertical dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Horizontal dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Whether the output's size is rounded up, so that a last window may hang over the end. Default false.</summary>
    public bool CeilMode { get; set; }
}
