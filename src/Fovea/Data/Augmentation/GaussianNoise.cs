namespace Fovea;

/// <summary>
/// Adds normally distributed noise to every value, and keeps values between 0 and 1: torchvision's <c>v2.GaussianNoise</c>. For images between 0 and 1, so
/// before they are normalised.
/// </summary>
/// <param name="sigma">The noise's standard deviation.</param>
public sealed class GaussianNoise(double sigma = 0.1) : ImageTransform
{
    private readonly double _sigma = NotNegative(sigma, nameof(sigma));

    /// <summary>Whether values are kept between 0 and 1. Default: true.</summary>
    public bool Clip { get; init; } = true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        for (int i = 0; i < result.Length; i += 2)
        {
            (double one, double other) = random.Normals();
            result[i] = Add(source[i], one);
            if (i + 1 < result.Length) result[i + 1] = Add(source[i + 1], other);
        }
    }

    private float Add(float value, double noise)
    {
        float noisy = (float)(value + _sigma * noise);
        return Clip ? Math.Clamp(noisy, 0, 1) : noisy;
    }
}
