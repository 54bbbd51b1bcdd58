namespace Fovea;

/// <summary>Resizes an image. Output: as many channels of the given size. <c>torch.nn.Upsample(size=(height, width))</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003). Warnings: AlignCorners without Bilinear (FOV2011).</remarks>
public sealed class ResizeAttribute : LayerAttribute
{
    /// <summary>To this size.</summary>
    /// <param name="height">Output rows, at least 1.</param>
    /// <param name="width">Output columns, at least 1.</param>
    public ResizeAttribute(int height, int width) => _ = (height, width);

    /// <summary>How output pixels are made. Default <see cref="ResizeMode.Nearest"/>.</summary>
    public ResizeMode Mode { get; set; }

    /// <summary>
    /// For <see cref="ResizeMode.Bilinear"/>: whether the centres of the corner pixels stay where they are, so that output i lies at i·(n − 1)/(m − 1);
    /// otherwise the corners of the images do, and it lies at (i + ½)·n/m − ½. Default false.
    /// </summary>
    public bool AlignCorners { get; set; }
}
