namespace Fovea.Tests;

public sealed class CifarTests : IDisposable
{
    private const int Pixels = 3072;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cifar10_IsReadFileAfterFile()
    {
        // Five files of two images; image i of file f has label f and pixels that count up from 10·f + i.
        for (int f = 1; f <= 5; f++) _folder.Write($"data_batch_{f}.bin", [.. Image(10 * f, (byte)f), .. Image(10 * f + 1, (byte)f)]);
        _folder.Write("test_batch.bin", Image(7, 9));
        ImageDataset train = CifarDataset.OpenCifar10(_folder[""], train: true), test = CifarDataset.OpenCifar10(_folder[""], train: false);
        Assert.Equal((10, 1), (train.Count, test.Count));
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], train.Labels.ToArray());
        Assert.Equal(("automobile", "truck", 10), (train.ClassNames[1], test.ClassNames[test.Labels[0]], train.ClassNames.Count));
        Assert.Equal(Shape.Image(3, 32, 32), train.InputShape);
        float[] inputs = new float[Pixels];
        int[] targets = new int[1];
        train.Read([5], inputs, targets);
        Assert.Equal(3, targets[0]);
        Assert.Equal(Enumerable.Range(0, Pixels).Select(i => (byte)(31 + i) / 255f), inputs);
    }

    [Theory]
    [InlineData(false, 98)]
    [InlineData(true, 17)]
    public void Cifar100_HasTwoLabels(bool coarse, int expected)
    {
        _folder.Write("test.bin", Image(0, 17, 98));
        File.WriteAllLines(_folder["fine_label_names.txt"], Enumerable.Range(0, 100).Select(i => $"fine{i}"));
        File.WriteAllLines(_folder["coarse_label_names.txt"], Enumerable.Range(0, 20).Select(i => $"coarse{i}").Append(""));
        ImageDataset test = CifarDataset.OpenCifar100(_folder[""], train: false, coarse);
        Assert.Equal([expected], test.Labels.ToArray());
        Assert.Equal(coarse ? "coarse17" : "fine98", test.ClassNames[expected]);
    }

    [Fact]
    public void WrongFiles_AreRefused()
    {
        Assert.Contains("test_batch.bin", Assert.Throws<FileNotFoundException>(() => CifarDataset.OpenCifar10(_folder[""], train: false)).Message);
        string path = _folder.Write("test_batch.bin", new byte[5000]);
        Assert.Equal($"'{path}': has 5000 bytes, which are no whole images of 3073: 1 of labels and 3072 of pixels.", Refused());
        _folder.Write("test_batch.bin", []);
        Assert.Contains("has 0 bytes", Refused());
        _folder.Write("test_batch.bin", [.. Image(0, 3), .. Image(0, 10)]);
        Assert.Equal($"'{path}': image 1 has label 10, and 10 classes are expected: 0 to 9.", Refused());

        File.WriteAllLines(_folder["fine_label_names.txt"], ["beaver"]);
        Assert.Contains("100 class names are expected", Assert.Throws<InvalidDataException>(() => CifarDataset.OpenCifar100(_folder[""], train: false)).Message);

        string Refused() => Assert.Throws<InvalidDataException>(() => CifarDataset.OpenCifar10(_folder[""], train: false)).Message;
    }

    private static byte[] Image(int first, params byte[] labels) => [.. labels, .. Enumerable.Range(first, Pixels).Select(i => (byte)i)];
}
