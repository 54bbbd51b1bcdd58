namespace Fovea;

/// <summary>Turns an image around its middle, by an angle of up to so many degrees in either direction. torchvision's <c>RandomRotation</c>, bilinear.</summary>
/// <param name="degrees">The largest angle.</param>
public sealed class RandomRotation(double degrees) : ImageTransform
{
    private readonly double _degrees = NotNegative(degrees, nameof(degrees));

    /// <summary>What comes in from outside the image. Default: 0.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random) =>
        AffineMap.Inverse(random.Uniform(-_degrees, _degrees), 0, 0, 1, 0).Sample(source, result, shape, Fill);
}
