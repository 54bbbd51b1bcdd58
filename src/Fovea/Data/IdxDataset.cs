namespace Fovea;

/// <summary>Images and labels of two IDX files, as MNIST and its kin come. Keeps bytes; reading makes floats, (pixel / 255 − mean) / deviation.</summary>
public sealed class IdxDataset : IDataset<int>
{
    private readonly IdxFile _images;
    private readonly IdxFile _labels;
    private readonly float[] _floats = new float[256];
    private double _mean;
    private double _deviation = 1;

    /// <summary>Images and their labels.</summary>
    /// <param name="images">A file of three dimensions: count, height, width.</param>
    /// <param name="labels">A file of one dimension.</param>
    /// <param name="classes">How many classes there are: every label is below it.</param>
    /// <exception cref="InvalidDataException">The files do not fit each other, or a label is no class.</exception>
    public IdxDataset(IdxFile images, IdxFile labels, int classes = 256)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (images.Dimensions.Length != 3) throw new InvalidDataException($"'{images.Path}': images have 3 dimensions, and these are {Tensor.Format(images.Dimensions)}.");
        if (labels.Dimensions.Length != 1) throw new InvalidDataException($"'{labels.Path}': labels have 1 dimension, and these are {Tensor.Format(labels.Dimensions)}.");
        if (images.Dimensions[0] != labels.Dimensions[0])
            throw new InvalidDataException($"'{images.Path}' has {images.Dimensions[0]} images, and '{labels.Path}' has {labels.Dimensions[0]} labels.");
        if (images.Dimensions[1] == 0 || images.Dimensions[2] == 0) throw new InvalidDataException($"'{images.Path}': images of {images.Dimensions[1]}×{images.Dimensions[2]} have no pixels.");
        for (int i = 0; i < labels.Data.Length; i++)
        {
            if (labels.Data[i] >= classes)
                throw new InvalidDataException($"'{labels.Path}': label {i} is {labels.Data[i]}, and {classes} classes are expected: 0 to {classes - 1}.");
        }
        (_images, _labels, Classes) = (images, labels, classes);
        FillTable();
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>The shape of an image: 1×28×28.</summary>
    public Shape ImageShape => Shape.Image(1, _images.Dimensions[1], _images.Dimensions[2]);

    /// <summary>The labels.</summary>
    public ReadOnlySpan<byte> Labels => _labels.Data;

    /// <summary>What is subtracted from pixel / 255. Default: 0. Not to be set while another thread reads.</summary>
    public double Mean
    {
        get => _mean;
        set
        {
            if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A mean is a finite number.");
            _mean = value;
            FillTable();
        }
    }

    /// <summary>What the difference is divided by. Default: 1. Not to be set while another thread reads.</summary>
    public double Deviation
    {
        get => _deviation;
        set
        {
            if (!(value > 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(nameof(value), value, "A deviation is a finite number above 0.");
            _deviation = value;
            FillTable();
        }
    }

    /// <inheritdoc/>
    public int Count => _images.Dimensions[0];

    /// <inheritdoc/>
    public int InputLength => _images.Dimensions[1] * _images.Dimensions[2];

    /// <inheritdoc/>
    public int TargetLength => 1;

    /// <summary>Opens two IDX files, plain or gzip.</summary>
    /// <param name="imagesPath">The images.</param>
    /// <param name="labelsPath">Their labels.</param>
    /// <param name="classes">How many classes there are: every label is below it.</param>
    /// <exception cref="InvalidDataException">A file is damaged or no such file, or the two do not fit.</exception>
    public static IdxDataset Open(string imagesPath, string labelsPath, int classes = 256) =>
        new(IdxFile.Open(imagesPath, 3), IdxFile.Open(labelsPath, 1), classes);

    /// <summary>Opens MNIST (or Fashion-MNIST, which has the same names) from the folder with its four files, plain or gzip.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="train">The 60,000 for training, or the 10,000 for testing.</param>
    /// <exception cref="FileNotFoundException">A file is not there; the message lists the names that were looked for.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or no such file, or the two do not fit.</exception>
    public static IdxDataset OpenMnist(string directory, bool train)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string part = train ? "train" : "t10k";
        return Open(Find(directory, $"{part}-images", "idx3-ubyte"), Find(directory, $"{part}-labels", "idx1-ubyte"), classes: 10);
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
    {
        this.CheckRead(indices, inputs, targets);
        int length = InputLength;
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<byte> pixels = _images.Data.Slice(indices[i] * length, length);
            Span<float> input = inputs.Slice(i * length, length);
            for (int p = 0; p < pixels.Length; p++) input[p] = _floats[pixels[p]];
            targets[i] = _labels.Data[indices[i]];
        }
    }

    // A byte has 256 values: each is computed once, in float as torchvision's ToTensor and Normalize do.
    private void FillTable()
    {
        for (int i = 0; i < _floats.Length; i++) _floats[i] = (i / 255f - (float)_mean) / (float)_deviation;
    }

    private static string Find(string directory, string name, string kind)
    {
        // Some unpackers write the original's dot instead of the dash.
        string[] candidates = [$"{name}-{kind}", $"{name}-{kind}.gz", $"{name}.{kind}", $"{name}.{kind}.gz"];
        return candidates.Select(candidate => Path.Combine(directory, candidate)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"'{directory}' has none of {Safetensors.List(candidates)}.", Path.Combine(directory, candidates[0]));
    }
}
