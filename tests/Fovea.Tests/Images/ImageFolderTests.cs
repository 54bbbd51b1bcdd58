namespace Fovea.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly Shape Small = Shape.Image(1, 2, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Classes_AreTheFolders_Sorted(bool keepInMemory)
    {
        Image("dog/2.png", 40);
        Image("cat/b.PNG", 20);
        Image("cat/a.png", 10);
        Image("dog/deeper/1.png", 30);
        File.WriteAllText(_folder["cat/notes.txt"], "not an image");
        File.WriteAllText(_folder["list.csv"], "not a class");
        ImageFolder data = ImageFolder.Open(_folder[""], Small, keepInMemory: keepInMemory);
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal(["a.png", "b.PNG", "2.png", "1.png"], data.Paths.Select(path => Path.GetFileName(path)));
        Assert.Equal([0, 0, 1, 1], data.Labels.ToArray());
        Assert.Equal((4, Small, 4, 1), (data.Count, data.InputShape, data.InputLength, data.TargetLength));
        Assert.Empty(data.Broken);
        float[] inputs = new float[8];
        int[] targets = new int[2];
        data.Read([3, 0], inputs, targets);
        Assert.Equal([1, 0], targets);
        Assert.Equal([.. Enumerable.Repeat(30 / 255f, 4), .. Enumerable.Repeat(10 / 255f, 4)], inputs);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Read([4], new float[4], new int[1]));
    }

    [Fact]
    public void ImagesOfAllSizes_AreBroughtToOne()
    {
        Image("a/x.png", 50, Shape.Image(3, 7, 3));
        Write("a/y.jpg", ImageFileTests.Jpeg(20, 10, (_, _) => 90));
        ImageFolder data = ImageFolder.Open(_folder[""], Shape.Image(3, 4, 4), ImageFit.Crop);
        float[] inputs = new float[96];
        data.Read([0, 1], inputs, new int[2]);
        Assert.All(inputs[..48], value => Assert.Equal(50 / 255f, value));
        Assert.All(inputs[48..], value => Assert.Equal(90 / 255f, value, 0.01));
    }

    [Fact]
    public void BrokenAmongAThousand_AreNamed_OrSkipped_AndNothingElseIsLost()
    {
        for (int i = 0; i < 1000; i++) Image($"{(i < 600 ? "a" : "b")}/{i:0000}.png", (byte)(i % 200));
        byte[] whole = File.ReadAllBytes(_folder["a/0007.png"]);
        Write("a/0007.png", whole[..^5]);
        Write("b/0700.png", [1, 2, 3]);

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder[""], Small));
        Assert.Contains("2 of 1000 images", exception.Message);
        Assert.Contains("0007.png': is no PNG or JPEG image, or damaged: it ends before the image does.", exception.Message);
        Assert.Contains("0700.png': is no PNG or JPEG image, or damaged: it begins like neither.", exception.Message);

        ImageFolder data = ImageFolder.Open(_folder[""], Small, skipBroken: true);
        Assert.Equal(["0007.png", "0700.png"], data.Broken.Select(broken => Path.GetFileName(broken.Path)));
        Assert.Contains("it begins like neither", data.Broken[1].Problem);
        Assert.Equal((998, 599), (data.Count, data.Labels.ToArray().Count(label => label == 0)));
        float[] inputs = new float[998 * 4];
        int[] targets = new int[998];
        data.Read([.. Enumerable.Range(0, 998)], inputs, targets);
        int[] left = [.. Enumerable.Range(0, 1000).Where(i => i is not (7 or 700))];
        for (int k = 0; k < left.Length; k++) Assert.Equal((left[k] < 600 ? 0 : 1, left[k] % 200 / 255f), (targets[k], inputs[4 * k]));
    }

    [Fact]
    public void AnImageThatBreaksLater_IsNamed_ThroughTheLoaderToo()
    {
        for (int i = 0; i < 6; i++) Image($"a/{i}.png", 10);
        ImageFolder data = ImageFolder.Open(_folder[""], Small, keepInMemory: false);
        Write("a/4.png", []);
        int batches = 0;
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (Batch<int> _ in new DataLoader<int>(data, 2).Epoch(1)) batches++;
        });
        Assert.Contains("4.png", exception.Message);
        Assert.Equal(2, batches);
    }

    [Fact]
    public void EmptyFolders_AndOtherSizes_AreRefused()
    {
        Assert.Contains("There is no folder", Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(_folder["none"], Small)).Message);
        Assert.Contains("has no folders: a folder of images for each class is expected", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder[""], Small)).Message);
        Image("a/x.png", 1);
        Directory.CreateDirectory(_folder["b"]);
        Assert.Equal($"'{_folder["b"]}' has no images; files that end with .png, .jpg, .jpeg are expected in the folder of a class.", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder[""], Small)).Message);
        Image("b/y.png", 1, Shape.Image(1, 3, 2));
        Assert.Contains("y.png': is 3×2, and 2×2 is expected", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder[""], Small, ImageFit.None)).Message);
        Write("a/x.png", []);
        Write("b/y.png", []);
        Assert.Contains("None of the 2 images", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(_folder[""], Small, skipBroken: true)).Message);
        Assert.Throws<ArgumentException>(() => ImageFolder.Open(_folder[""], Shape.Vector(4)));
    }

    private void Image(string name, byte grey, Shape? shape = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        float[] pixels = new float[(shape ?? Small).Length];
        pixels.AsSpan().Fill(grey / 255f);
        ImageFile.SavePng(_folder[name], pixels, shape ?? Small);
    }

    private void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        _folder.Write(name, bytes);
    }
}
