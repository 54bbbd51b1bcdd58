namespace Fovea;

/// <summary>
/// Turns, shifts, scales and shears an image in one step, so that it is interpolated (bilinear) only once. torchvision's <c>RandomAffine</c>.
/// <code>new RandomAffine(degrees: 10) { Translate = 0.1, MinScale = 0.9, MaxScale = 1.1, Shear = 10 }</code>
/// </summary>
/// <param name="degrees">The largest angle to turn by, in either direction.</param>
public sealed class RandomAffine(double degrees = 0) : ImageTransform
{
    private readonly double _degrees = NotNegative(degrees, nameof(degrees));

    /// <summary>The largest shift, as a share of the height, and of the width, in either direction. Default: 0.</summary>
    public double Translate { get; init => field = NotNegative(value, nameof(Translate)); }

    /// <summary>The smallest factor of its size. Default: 1.</summary>
    public double MinScale { get; init => field = Positive(value, nameof(MinScale)); } = 1;

    /// <summary>The largest factor of its size. Default: 1.</summary>
    public double MaxScale { get; init => field = Positive(value, nameof(MaxScale)); } = 1;

    /// <summary>The largest angle, in degrees, by which columns lean, in either direction; below 90. Default: 0.</summary>
    public double Shear
    {
        get;
        init => field = value is >= 0 and < 90 ? value : throw new ArgumentOutOfRangeException(nameof(Shear), value, "A shear is between 0 and 90 degrees.");
    }

    /// <summary>What comes in from outside the image. Default: 0.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override bool MovesPixels => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        double angle = random.Uniform(-_degrees, _degrees);
        double right = random.Uniform(-Translate, Translate) * shape.Width, down = random.Uniform(-Translate, Translate) * shape.Height;
        double scale = random.Uniform(MinScale, MaxScale), shear = random.Uniform(-Shear, Shear);
        AffineMap.Inverse(angle, right, down, scale, shear).Sample(source, result, shape, Fill);
    }

    private static double Positive(double value, string parameter) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, "A finite number above 0 is expected.");
}
