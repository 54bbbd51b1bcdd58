namespace Fovea;

/// <summary>Opens CIFAR-10 and CIFAR-100 (Krizhevsky, 2009) in their binary version: a label, or two, and 3×32×32 bytes an image.</summary>
public static class CifarDataset
{
    private const int Pixels = 3 * 32 * 32;

    private static readonly string[] Cifar10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Opens CIFAR-10 from the folder of its binary version (<c>cifar-10-batches-bin</c>).</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="train">The 50,000 of <c>data_batch_1.bin</c> to <c>5</c> for training, or the 10,000 of <c>test_batch.bin</c>.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or no such file.</exception>
    public static ImageDataset OpenCifar10(string directory, bool train)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string[] names = train ? [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")] : ["test_batch.bin"];
        return Open([.. names.Select(name => Path.Combine(directory, name))], labels: 1, label: 0, Cifar10);
    }

    /// <summary>Opens CIFAR-100 from the folder of its binary version (<c>cifar-100-binary</c>), with the class names of its two text files.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="train">The 50,000 of <c>train.bin</c> for training, or the 10,000 of <c>test.bin</c>.</param>
    /// <param name="coarse">The 20 coarse labels (<c>aquatic_mammals</c>) instead of the 100 fine ones (<c>beaver</c>).</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or no such file.</exception>
    public static ImageDataset OpenCifar100(string directory, bool train, bool coarse = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        int classes = coarse ? 20 : 100;
        string namesPath = Path.Combine(directory, coarse ? "coarse_label_names.txt" : "fine_label_names.txt");
        string[] names = [.. File.ReadLines(namesPath).Where(line => line.Trim() != "")];
        if (names.Length != classes) throw new InvalidDataException($"'{namesPath}': {classes} class names are expected, a line each, and there are {names.Length}.");
        return Open([Path.Combine(directory, train ? "train.bin" : "test.bin")], labels: 2, label: coarse ? 0 : 1, names);
    }

    /// <summary>Opens files of CIFAR's format, one after another: so many bytes of labels, then 3072 bytes of red, green and blue.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="labels">How many labels an image has: 1 as in CIFAR-10, 2 as in CIFAR-100.</param>
    /// <param name="label">Which of them counts.</param>
    /// <param name="classNames">What the classes are called; every label is below their number.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file does not hold whole images, or a label is no class.</exception>
    public static ImageDataset Open(IReadOnlyList<string> paths, int labels, int label, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, labels);
        int record = labels + Pixels;
        byte[][] files = [.. paths.Select(path => Read(path, record))];
        int count = files.Sum(file => file.Length / record), at = 0;
        byte[] pixels = new byte[checked(count * Pixels)];
        int[] numbers = new int[count];
        for (int f = 0; f < files.Length; f++)
        {
            for (int i = 0; i < files[f].Length / record; i++, at++)
            {
                ReadOnlySpan<byte> image = files[f].AsSpan(i * record, record);
                if (image[label] >= classNames.Count)
                    throw new InvalidDataException($"'{paths[f]}': image {i} has label {image[label]}, and {classNames.Count} classes are expected: 0 to {classNames.Count - 1}.");
                numbers[at] = image[label];
                image[labels..].CopyTo(pixels.AsSpan(at * Pixels));
            }
        }
        return new(pixels, numbers, Shape.Image(3, 32, 32), classNames);
    }

    private static byte[] Read(string path, int record)
    {
        long length = new FileInfo(path) is { Exists: true } file ? file.Length : throw new FileNotFoundException($"There is no file '{path}'.", path);
        if (length == 0 || length % record != 0)
            throw new InvalidDataException($"'{path}': has {length} bytes, which are no whole images of {record}: {record - Pixels} of labels and {Pixels} of pixels.");
        return File.ReadAllBytes(path);
    }
}
