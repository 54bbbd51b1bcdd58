namespace Fovea;

/// <summary>Enlarges an image by a whole factor. Output: as many channels, n·scale in each direction. <c>torch.nn.Upsample(scale_factor=scale)</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003). Warnings: AlignCorners without Bilinear (FOV2011).</remarks>
public sealed class UpsampleAttribute : LayerAttribute
{
    /// <summary>By one factor in both directions.</summary>
    /// <param name="scale">The factor, at least 1.</param>
    public UpsampleAttribute(int scale) => _ = scale;

    /// <summary>How output pixels are made. Default <see cref="ResizeMode.Nearest"/>.</summary>
    public ResizeMode Mode { get; set; }

    /// <summary>
    /// For <see cref="ResizeMode.Bilinear"/>: whether the centres of the corner pixels stay where they are, so that output i lies at i·(n − 1)/(m − 1);
    /// otherwise the corners of the images do, and it lies at (i + ½)·n/m − ½. Default false.
    /// </summary>
    public bool AlignCorners { get; set; }
}
