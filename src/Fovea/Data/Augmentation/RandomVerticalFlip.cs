namespace Fovea;

/// <summary>Turns an image upside down, with a probability. torchvision's <c>RandomVerticalFlip</c>.</summary>
/// <param name="probability">How often.</param>
public sealed class RandomVerticalFlip(double probability = 0.5) : ImageTransform
{
    private readonly double _probability = Probability(probability, nameof(probability));

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        if (!random.Chance(_probability)) return;
        int width = shape.Width, plane = shape.Height * width;
        for (int start = 0; start < source.Length; start += plane)
        {
            for (int row = 0; row < plane; row += width)
                source.Slice(start + row, width).CopyTo(result[(start + plane - width - row)..]);
        }
    }
}
