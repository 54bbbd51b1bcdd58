namespace Fovea;

/// <summary>
/// The mean of each window. Output sizes as those of <see cref="MaxPool2dAttribute"/>. <c>torch.nn.AvgPool2d</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), the kernel is larger than the padded input (FOV1001), padding is over half the kernel (FOV1010).</remarks>
public sealed class AvgPool2dAttribute : LayerAttribute
{
    /// <summary>With a square kernel.</summary>
    /// <param name="kernel">Rows and columns of the window, at least 1.</param>
    public AvgPool2dAttribute(int kernel) => _ = kernel;

    /// <summary>With <see cref="KernelHeight"/> and <see cref="KernelWidth"/>.</summary>
    public AvgPool2dAttribute()
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

    /// <summary>Distance between taps, at least 1. Default 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Vertical dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Horizontal dilation, where it is not <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Whether the output's size is rounded up, so that a last window may hang over the end. Default false.</summary>
    public bool CeilMode { get; set; }

    /// <summary>Whether padding counts as zeros in the mean. Default true.</summary>
    public bool CountIncludePad { get; set; } = true;

    /// <summary>A number to divide by instead of the window's size, at least 1.</summary>
    public int DivisorOverride { get; set; }
}
