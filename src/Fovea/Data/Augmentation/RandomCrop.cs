namespace Fovea;

/// <summary>
/// Pads an image on all sides and cuts one of its own size out of it: a shift by whole pixels, up to the padding in each direction, every one as likely.
/// torchvision's <c>RandomCrop(size, padding)</c>, with the image's size.
/// </summary>
/// <param name="padding">Pixels of padding on each side: 4 for CIFAR's 32×32.</param>
public sealed class RandomCrop(int padding) : ImageTransform
{
    private readonly int _padding = padding >= 0 ? padding : throw new ArgumentOutOfRangeException(nameof(padding), padding, "Padding is at least 0.");

    /// <summary>The padding's value. Default: 0.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        int down = random.Below(2 * _padding + 1) - _padding, right = random.Below(2 * _padding + 1) - _padding;
        int width = shape.Width, height = shape.Height, kept = width - Math.Abs(right);
        result.Fill(Fill);
        if (kept <= 0) return;
        for (int start = 0; start < source.Length; start += height * width)
        {
            for (int y = Math.Max(0, -down); y < height && y + down < height; y++)
                source.Slice(start + y * width + Math.Max(0, -right), kept).CopyTo(result[(start + (y + down) * width + Math.Max(0, right))..]);
        }
    }
}
