namespace Fovea;

/// <summary>
/// A folder with a folder of PNG and JPEG images for each class, as a dataset: torchvision's <c>ImageFolder</c>. The classes are the folders' names, sorted; images are
/// sorted by path, and may lie in folders of folders. Reading makes floats between 0 and 1, channels × height × width.
/// <code>
/// ImageFolder pets = ImageFolder.Open("pets", Shape.Image(3, 64, 64), ImageFit.Crop);
/// (IDataset&lt;int&gt; training, IDataset&lt;int&gt; validation) = pets.StratifiedSplit(0.8, seed: 1);
/// </code>
/// </summary>
public sealed class ImageFolder : IDataset<int>
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    private readonly string[] _paths;
    private readonly int[] _labels;
    private readonly byte[]?[] _kept;
    private readonly ImageFit _fit;

    private ImageFolder(Shape shape, ImageFit fit, string[] classNames, string[] paths, int[] labels, byte[]?[] kept, BrokenImage[] broken) =>
        (InputShape, _fit, ClassNames, _paths, _labels, _kept, Broken) = (shape, fit, classNames, paths, labels, kept, broken);

    /// <summary>The classes' names, by label: the folders' names, sorted.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The images' files.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>The labels.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The files that were left out because they could not be read; none, unless <c>skipBroken</c> was asked for.</summary>
    public IReadOnlyList<BrokenImage> Broken { get; }

    /// <inheritdoc/>
    public int Count => _paths.Length;

    /// <inheritdoc/>
    public Shape InputShape { get; }

    /// <inheritdoc/>
    public int InputLength => InputShape.Length;

    /// <inheritdoc/>
    public int TargetLength => 1;

    /// <summary>Opens a folder. Every image is read once, on all processors, so that a broken one is found now and not in the middle of training.</summary>
    /// <param name="directory">The folder with a folder for each class.</param>
    /// <param name="shape">The shape to bring every image to: 1 channel for grey, 3 for colour.</param>
    /// <param name="fit">How an image of another size is made to fit.</param>
    /// <param name="skipBroken">Whether images that cannot be read are left out, and listed in <see cref="Broken"/>, instead of being an error.</param>
    /// <param name="keepInMemory">Whether to keep the pixels, a byte each. Otherwise every image is read from its file each time it is needed.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no class folders, one has no images, or images cannot be read; the message names up to ten of them.</exception>
    public static ImageFolder Open(string directory, Shape shape, ImageFit fit = ImageFit.Stretch, bool skipBroken = false, bool keepInMemory = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Pixels.Check(shape);
        (string[] classNames, string[] paths, int[] labels) = List(directory);
        byte[]?[] kept = new byte[paths.Length][];
        string?[] problems = new string[paths.Length];
        Parallel.For(0, paths.Length, i =>
        {
            try
            {
                byte[] pixels = Pixels.Load(paths[i], shape, fit);
                if (keepInMemory) kept[i] = pixels;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                problems[i] = exception.Message;
            }
        });
        BrokenImage[] broken = [.. paths.Zip(problems).Where(pair => pair.Second is not null).Select(pair => new BrokenImage(pair.First, pair.Second!))];
        if (broken.Length > 0 && !skipBroken)
            throw new InvalidDataException($"{broken.Length} of {paths.Length} images in '{directory}' cannot be read (skipBroken leaves such images out):\n{string.Join('\n', broken.Take(10).Select(one => one.Problem))}{(broken.Length > 10 ? "\n…" : "")}");
        int[] whole = [.. Enumerable.Range(0, paths.Length).Where(i => problems[i] is null)];
        if (whole.Length == 0) throw new InvalidDataException($"None of the {paths.Length} images in '{directory}' can be read. {broken[0].Problem}");
        return new(shape, fit, classNames, [.. whole.Select(i => paths[i])], [.. whole.Select(i => labels[i])], [.. whole.Select(i => kept[i])], broken);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">An image that was not kept in memory can no longer be read.</exception>
    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
    {
        this.CheckRead(indices, inputs, targets);
        int length = InputLength;
        for (int i = 0; i < indices.Length; i++)
        {
            byte[] pixels = _kept[indices[i]] ?? Pixels.Load(_paths[indices[i]], InputShape, _fit);
            Span<float> input = inputs.Slice(i * length, length);
            for (int p = 0; p < pixels.Length; p++) input[p] = pixels[p] / 255f;
            targets[i] = _labels[indices[i]];
        }
    }

    private static (string[] ClassNames, string[] Paths, int[] Labels) List(string directory)
    {
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"There is no folder '{directory}'.");
        string[] folders = [.. Directory.EnumerateDirectories(directory).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal)];
        if (folders.Length == 0) throw new InvalidDataException($"'{directory}' has no folders: a folder of images for each class is expected in it.");
        List<string> paths = [];
        List<int> labels = [];
        for (int label = 0; label < folders.Length; label++)
        {
            string[] images = [.. Directory.EnumerateFiles(folders[label], "*", SearchOption.AllDirectories)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
            if (images.Length == 0) throw new InvalidDataException($"'{folders[label]}' has no images; files that end with {string.Join(", ", Extensions)} are expected in the folder of a class.");
            paths.AddRange(images);
            labels.AddRange(Enumerable.Repeat(label, images.Length));
        }
        return ([.. folders.Select(folder => Path.GetFileName(folder))], [.. paths], [.. labels]);
    }
}
