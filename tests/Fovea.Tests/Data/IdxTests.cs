using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea.Tests;

public sealed class IdxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ImagesAndLabels_AreRead_WhateverTheName(bool zipped)
    {
        // The name says the opposite of what the bytes are.
        string images = Write(zipped ? "images" : "images.gz", zipped, Images(2, 1, 2, 0, 51, 102, 255));
        string labels = Write(zipped ? "labels" : "labels.gz", zipped, Labels(4, 3));
        ImageDataset data = IdxDataset.Open(images, labels);
        float[] inputs = new float[4];
        int[] targets = new int[2];
        data.Read([1, 0], inputs, targets);
        Assert.Equal([0.4f, 1, 0, 0.2f], inputs);
        Assert.Equal([3, 4], targets);
        Assert.Equal((2, 2, 1, 256), (data.Count, data.InputLength, data.TargetLength, data.ClassNames.Count));
        Assert.Equal(Shape.Image(1, 1, 2), data.InputShape);
    }

    [Fact]
    public void WrongMagic_IsRefused()
    {
        Refused(Labels(1, 2), 3, "begins with 00000801; an IDX file of bytes with 3 dimensions begins with 00000803");
        Refused([0, 0, 13, 1, 0, 0, 0, 0], 1, "begins with 00000d01; an IDX file of bytes with 1 dimensions begins with 00000801");
        Refused([0x50, 0x4B, 3, 4], 0, "begins with 504b0304; an IDX file of bytes begins with 000008nn");
        Refused([0, 0, 8, 0], 0, "begins with 00000800");
    }

    [Fact]
    public void ShortFiles_AreRefused()
    {
        byte[] whole = Images(2, 1, 2, 1, 2, 3, 4);
        Refused([], 3, "ends before its magic number");
        Refused(whole[..3], 3, "ends before its magic number");
        Refused(whole[..10], 3, "ends before dimension 2 of 3");
        Refused(whole[..^1], 3, "[2, 1, 2] needs 4 bytes after the header");
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => IdxFile.Open(_folder.Write("short", whole[..length]), 3));
            Assert.Throws<InvalidDataException>(() => IdxFile.Open(Write("short", true, whole[..length]), 3));
        }
    }

    [Fact]
    public void TrailingBytes_AreRefused()
    {
        Refused([.. Labels(1, 2), 0], 1, "[2] needs 2 bytes after the header, but has more");
        InvalidDataException zipped = Assert.Throws<InvalidDataException>(() => IdxFile.Open(Write("z", true, [.. Labels(1, 2), 0]), 1));
        Assert.Contains("has more", zipped.Message);
    }

    [Fact]
    public void CutGzip_IsRefused_AtEveryLength()
    {
        // Noise, so that the compressed bytes carry it all the way.
        byte[] pixels = new byte[300];
        new Random(1).NextBytes(pixels);
        byte[] zipped = Zip(Images(3, 10, 10, pixels));
        for (int length = 2; length < zipped.Length; length++)
        {
            string path = _folder.Write("cut.gz", zipped[..length]);
            InvalidDataException? exception = Record.Exception(() => IdxFile.Open(path, 3)) as InvalidDataException;
            Assert.True(exception?.Message.StartsWith($"'{path}': ", StringComparison.Ordinal), $"{length} of {zipped.Length} bytes: {exception}");
        }
    }

    [Fact]
    public void DamagedGzip_IsRefused()
    {
        byte[] pixels = new byte[300];
        new Random(1).NextBytes(pixels);
        byte[] zipped = Zip(Images(3, 10, 10, pixels));
        zipped[zipped.Length / 2] ^= 1;
        string path = _folder.Write("damaged.gz", zipped);
        Assert.Contains("damaged or cut short", Assert.Throws<InvalidDataException>(() => IdxFile.Open(path, 3)).Message);
    }

    [Fact]
    public void HugeHeaders_AreRefused_WithoutAllocating()
    {
        byte[] huge = [0, 0, 8, 3, 0x70, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(huge, 3, "needs 1879048192 bytes after the header; the file is shorter");
        Assert.Throws<InvalidDataException>(() => IdxFile.Open(Write("huge.gz", true, huge), 3));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
        Refused([0, 0, 8, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 2, "dimension 1 is 4294967295");
        Refused([0, 0, 8, 2, 0x70, 0, 0, 0, 0x70, 0, 0, 0], 2, "dimension 2 is 1879048192");
    }

    [Fact]
    public void CountsThatDiffer_AreRefused()
    {
        string images = Write("i", false, Images(2, 1, 1, 0, 0)), labels = Write("l", false, Labels(1, 2, 3));
        Assert.Equal($"'{images}' has 2 images, and '{labels}' has 3 labels.", Assert.Throws<InvalidDataException>(() => IdxDataset.Open(images, labels)).Message);
    }

    [Fact]
    public void LabelsBeyondTheClasses_AreRefused()
    {
        string images = Write("i", false, Images(3, 1, 1, 0, 0, 0)), labels = Write("l", false, Labels(9, 0, 10));
        Assert.Contains("label 2 is 10, and 10 classes are expected: 0 to 9", Assert.Throws<InvalidDataException>(() => IdxDataset.Open(images, labels, 10)).Message);
        Assert.Equal(3, IdxDataset.Open(images, labels, 11).Count);
    }

    [Fact]
    public void SwappedFiles_AreRefused()
    {
        string images = Write("i", false, Images(1, 1, 1, 0)), labels = Write("l", false, Labels(1));
        Assert.Throws<InvalidDataException>(() => IdxDataset.Open(labels, images));
        Assert.Throws<InvalidDataException>(() => IdxDataset.Create(IdxFile.Open(labels), IdxFile.Open(images)));
    }

    [Fact]
    public void MissingMnist_ListsWhatWasLookedFor()
    {
        FileNotFoundException exception = Assert.Throws<FileNotFoundException>(() => IdxDataset.OpenMnist(_folder[""], train: true));
        Assert.Contains("'train-images-idx3-ubyte', 'train-images-idx3-ubyte.gz'", exception.Message);
        Write("train-images-idx3-ubyte", false, Images(1, 1, 1, 0));
        exception = Assert.Throws<FileNotFoundException>(() => IdxDataset.OpenMnist(_folder[""], train: true));
        Assert.Contains("'train-labels-idx1-ubyte', 'train-labels-idx1-ubyte.gz'", exception.Message);
        Write("train-labels-idx1-ubyte.gz", true, Labels(7));
        Assert.Equal([7], IdxDataset.OpenMnist(_folder[""], train: true).Labels.ToArray());
    }

    private void Refused(byte[] bytes, int rank, string message)
    {
        string path = _folder.Write("wrong", bytes);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => IdxFile.Open(path, rank));
        Assert.StartsWith($"'{path}': ", exception.Message);
        Assert.Contains(message, exception.Message);
    }

    private string Write(string name, bool zipped, byte[] bytes) => _folder.Write(name, zipped ? Zip(bytes) : bytes);

    private static byte[] Images(int count, int height, int width, params byte[] pixels) => [0, 0, 8, 3, .. Number(count), .. Number(height), .. Number(width), .. pixels];

    private static byte[] Labels(params byte[] labels) => [0, 0, 8, 1, .. Number(labels.Length), .. labels];

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Zip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal)) zip.Write(bytes);
        return stream.ToArray();
    }
}
