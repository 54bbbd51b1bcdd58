namespace Fovea;

/// <summary>
/// A transposed convolution, which is what a convolution's gradient does: each input pixel adds its share to a window of the output.
/// A trained weight of [in, out/groups, kernel height, kernel width] and bias of [out].
/// Output: (n − 1)·stride − 2·padding + dilation·(kernel − 1) + output padding + 1 in each direction. <c>torch.nn.ConvTranspose2d</c>.
/// </summary>
/// <remarks>
/// Errors: the input is a vector (FOV1003), groups do not divide the channels (FOV1005), padding leaves no output (FOV1011),
/// output padding is not below the stride or the dilation (FOV1012).
/// </remarks>
public sealed class ConvTranspose2dAttribute : LayerAttribute
{
    /// <summary>With a square kernel.</summary>
    /// <param name="channels">Output channels, at least 1.</param>
    /// <param name="kernel">Rows and columns of the kernel, at least 1.</param>
    public ConvTranspose2dAttribute(int channels, int kernel) => _ = (channels, kernel);

    /// <summary>With <see cref="KernelHeight"/> and <see cref="KernelWidth"/>.</summary>
    /// <param name="channels">Output channels, at least 1.</param>
    public ConvTranspose2dAttribute(int channels) => _ = channels;

    /// <summary>Rows of the kernel, at least 1; with <see cref="KernelWidth"/>, instead of one square number.</summary>
    public int KernelHeight { get; set; }

    /// <summary>Columns of the kernel, at least 1.</summary>
    public int KernelWidth { get; set; }

    /// <summary>Distance in the output between neighbouring input pixels, at least 1. Default 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Vertical stride, where it is not <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Horizontal stride, where it is not <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Rows and columns cut off the output on each side, at least 0. Default 0.</summary>
    public int Padding { get; set; }

    /// <summary>Vertical padding, where it is not <see cref="Padding"/>.</summary>
    public int PaddingHeight { get; set; }

    /// <summary>Horizontal padding, where it is not <see cref="Padding"/>.</summary>
    public int PaddingWidth { get; set; }

    /// <summary>Rows and columns added to the output at its end, below the larger of stride and dilation. Default 0.</summary>
    public int OutputPadding { get; set; }

    /// <summary>Vertical output padding, where it is not <see cref="OutputPadding"/>.</summary>
    public int OutputPaddingHeight { get; set; }

    /// <summary>Horizontal output padding, where it is not <see cref="OutputPadding"/>.</summary>
    public int OutputPaddingWidth { get; set; }

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
