namespace Fovea;

/// <summary>Labelled images of bytes, as most files hold them. Keeps the bytes; reading makes floats between 0 and 1: byte / 255, as torchvision's <c>ToTensor</c>.</summary>
public sealed class ImageDataset : IDataset<int>
{
    private static readonly float[] Floats = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int[] _labels;

    /// <summary>Images and their labels. The pixels are used as they are, not copied.</summary>
    /// <param name="pixels">The images, one after another, each channels × height × width.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="shape">The shape of an image.</param>
    /// <param name="classNames">What the classes are called; every label is below their number.</param>
    /// <exception cref="ArgumentException">There are not as many images as labels, or a label is no class.</exception>
    public ImageDataset(ReadOnlyMemory<byte> pixels, ReadOnlySpan<int> labels, Shape shape, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        Dataset.CheckShape(shape, nameof(shape));
        if (pixels.Length != (long)labels.Length * shape.Length)
            throw new ArgumentException($"{labels.Length} images of {shape} have {(long)labels.Length * shape.Length} pixels, and there are {pixels.Length}.", nameof(pixels));
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classNames.Count)
                throw new ArgumentException($"Label {i} is {labels[i]}, and {classNames.Count} classes are expected: 0 to {classNames.Count - 1}.", nameof(labels));
        }
        (_pixels, _labels, InputShape, ClassNames) = (pixels, labels.ToArray(), shape, classNames);
    }

    /// <summary>What the classes are called, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The labels.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public Shape InputShape { get; }

    /// <inheritdoc/>
    public int InputLength => InputShape.Length;

    /// <inheritdoc/>
    public int TargetLength => 1;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
    {
        this.CheckRead(indices, inputs, targets);
        int length = InputLength;
        ReadOnlySpan<byte> all = _pixels.Span;
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<byte> pixels = all.Slice(indices[i] * length, length);
            Span<float> input = inputs.Slice(i * length, length);
            for (int p = 0; p < pixels.Length; p++) input[p] = Floats[pixels[p]];
            targets[i] = _labels[indices[i]];
        }
    }
}
