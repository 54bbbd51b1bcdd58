namespace Fovea;

/// <summary>Mirrors an image, left to right, with a probability. torchvision's <c>RandomHorizontalFlip</c>.</summary>
/// <param name="probability">How often.</param>
public sealed class RandomHorizontalFlip(double probability = 0.5) : ImageTransform
{
    private readonly double _probability = Probability(probability, nameof(probability));

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        if (!random.Chance(_probability)) return;
        for (int row = 0; row < source.Length; row += shape.Width) result.Slice(row, shape.Width).Reverse();
    }
}
