namespace Fovea;

/// <summary>
/// Covers a square around a random pixel, clipped at the image's edge: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.
/// (torchvision's <c>RandomErasing</c> is its relative with rectangles of random sizes.)
/// </summary>
/// <param name="size">The square's side: 16 for CIFAR-10, 8 for CIFAR-100.</param>
public sealed class Cutout(int size) : ImageTransform
{
    private readonly int _size = size >= 1 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "A side is at least 1.");

    /// <summary>What covers the square. Default: 0.</summary>
    public float Fill { get; init; }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
    {
        int top = random.Below(shape.Height) - _size / 2, left = random.Below(shape.Width) - _size / 2;
        int first = Math.Max(left, 0), width = Math.Min(left + _size, shape.Width) - first;
        for (int start = 0; start < result.Length; start += shape.Height * shape.Width)
        {
            for (int y = Math.Max(top, 0); y < Math.Min(top + _size, shape.Height); y++)
                result.Slice(start + y * shape.Width + first, width).Fill(Fill);
        }
    }
}
