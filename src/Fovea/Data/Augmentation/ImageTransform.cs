namespace Fovea;

/// <summary>
/// A random change of an image, for <see cref="Dataset.Augment"/>. Those that come with Fovea are torchvision's, with its names and defaults; another is one
/// class with one method. Thread-safe: what is random comes from outside.
/// </summary>
public abstract class ImageTransform
{
    /// <summary>Whether pixels change their places, so that targets which lie over the image, such as a segmentation's labels, would have to move too.</summary>
    public virtual bool MovesPixels => false;

    /// <summary>Changes an image.</summary>
    /// <param name="source">The image, channels × height × width.</param>
    /// <param name="result">Receives the changed one, of the same shape. Holds a copy of <paramref name="source"/> on entry: returning at once changes nothing.</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="random">The random numbers of this image in this epoch.</param>
    public abstract void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random);

    /// <summary>Whether images of a shape can be changed.</summary>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ArgumentException">They cannot; the message says why.</exception>
    public virtual void Check(Shape shape)
    {
    }

    internal static double Probability(double value, string parameter) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, "A probability is between 0 and 1.");

    internal static double NotNegative(double value, string parameter) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(parameter, value, "A finite number of at least 0 is expected.");
}
