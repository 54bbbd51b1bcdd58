using System.Globalization;

namespace Fovea;

/// <summary>Opens images and labels of two IDX files, as MNIST and its kin come.</summary>
public static class IdxDataset
{
    /// <summary>Images and their labels.</summary>
    /// <param name="images">A file of three dimensions: count, height, width.</param>
    /// <param name="labels">A file of one dimension.</param>
    /// <param name="classes">How many classes there are: every label is below it.</param>
    /// <exception cref="InvalidDataException">The files do not fit each other, or a label is no class.</exception>
    public static ImageDataset Create(IdxFile images, IdxFile labels, int classes = 256)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (images.Dimensions.Length != 3) throw new InvalidDataException($"'{images.Path}': images have 3 dimensions, and these are {Tensor.Format(images.Dimensions)}.");
        if (labels.Dimensions.Length != 1) throw new InvalidDataException($"'{labels.Path}': labels have 1 dimension, and these are {Tensor.Format(labels.Dimensions)}.");
        if (images.Dimensions[0] != labels.Dimensions[0])
            throw new InvalidDataException($"'{images.Path}' has {images.Dimensions[0]} images, and '{labels.Path}' has {labels.Dimensions[0]} labels.");
        if (images.Dimensions[1] == 0 || images.Dimensions[2] == 0) throw new InvalidDataException($"'{images.Path}': images of {images.Dimensions[1]}×{images.Dimensions[2]} have no pixels.");
        int[] numbers = new int[labels.Data.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = labels.Data.Span[i];
            if (numbers[i] >= classes)
                throw new InvalidDataException($"'{labels.Path}': label {i} is {numbers[i]}, and {classes} classes are expected: 0 to {classes - 1}.");
        }
        string[] names = [.. Enumerable.Range(0, classes).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        return new(images.Data, numbers, Shape.Image(1, images.Dimensions[1], images.Dimensions[2]), names);
    }

    /// <summary>Opens two IDX files, plain or gzip.</summary>
    /// <param name="imagesPath">The images.</param>
    /// <param name="labelsPath">Their labels.</param>
    /// <param name="classes">How many classes there are: every label is below it.</param>
    /// <exception cref="InvalidDataException">A file is damaged or no such file, or the two do not fit.</exception>
    public static ImageDataset Open(string imagesPath, string labelsPath, int classes = 256) =>
        Create(IdxFile.Open(imagesPath, 3), IdxFile.Open(labelsPath, 1), classes);

    /// <summary>Opens MNIST (or Fashion-MNIST, which has the same names) from the folder with its four files, plain or gzip.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="train">The 60,000 for training, or the 10,000 for testing.</param>
    /// <exception cref="FileNotFoundException">A file is not there; the message lists the names that were looked for.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or no such file, or the two do not fit.</exception>
    public static ImageDataset OpenMnist(string directory, bool train)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string part = train ? "train" : "t10k";
        return Open(Find(directory, $"{part}-images", "idx3-ubyte"), Find(directory, $"{part}-labels", "idx1-ubyte"), classes: 10);
    }

    private static string Find(string directory, string name, string kind)
    {
        // Some unpackers write the original's dot instead of the dash.
        string[] candidates = [$"{name}-{kind}", $"{name}-{kind}.gz", $"{name}.{kind}", $"{name}.{kind}.gz"];
        return candidates.Select(candidate => Path.Combine(directory, candidate)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"'{directory}' has none of {Safetensors.List(candidates)}.", Path.Combine(directory, candidates[0]));
    }
}
