using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using static Fovea.Tests.SafetensorsBytes;

namespace Fovea.Tests;

public sealed class SafetensorsTests
{
    [Fact]
    public void EveryTensor_SurvivesTheRoundTrip()
    {
        using var folder = new TemporaryFolder();
        TensorsOnly saved = TensorsOnly.Small(), loaded = TensorsOnly.Small();
        saved.Of("conv1.weight")[0] = float.NaN;
        saved.Of("conv1.weight")[1] = -0f;
        saved.Of("linear1.weight")[0] = float.Epsilon;
        saved.Of("bn1.num_batches_tracked")[0] = 123;
        loaded.Parameters.Clear();
        loaded.Buffers.Clear();

        saved.Save(folder["model.safetensors"]);
        Safetensors.Load(loaded, folder["model.safetensors"]);

        Assert.Equal(Bits(saved.ReadParameters()), Bits(loaded.ReadParameters()));
        Assert.Equal(Bits(saved.ReadBuffers()), Bits(loaded.ReadBuffers()));
    }

    [Fact]
    public void Loading_AnnouncesTheWrite()
    {
        TensorsOnly network = TensorsOnly.Small();
        Safetensors.Load(network, Saved(network));
        Assert.Equal(2, network.Writes);
    }

    [Fact]
    public void Saving_AnnouncesNoWrite()
    {
        TensorsOnly network = TensorsOnly.Small();
        Saved(network);
        Assert.Equal(0, network.Writes);
    }

    [Fact]
    public void Header_IsWhatTheFormatWants()
    {
        byte[] bytes = Saved(TensorsOnly.Small());
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        using JsonDocument header = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, length));

        JsonElement counter = header.RootElement.GetProperty("bn1.num_batches_tracked"), convolution = header.RootElement.GetProperty("conv1.weight");
        Assert.Equal("I64", counter.GetProperty("dtype").GetString());
        Assert.Equal("[]", counter.GetProperty("shape").GetRawText());
        Assert.Equal("[0,8]", counter.GetProperty("data_offsets").GetRawText());
        Assert.Equal("F32", convolution.GetProperty("dtype").GetString());
        Assert.Equal("[2,1,3,3]", convolution.GetProperty("shape").GetRawText());
        Assert.Equal("[8,80]", convolution.GetProperty("data_offsets").GetRawText());
        Assert.Equal(8 + length + 8 + 4 * (18 + 2 + 2 + 12), bytes.Length);
        Assert.Equal(1002L, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 + length))); // the counter, third of the buffers
        Assert.Equal(0.5f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + 8)));
    }

    [Fact]
    public void TensorsLargerThanTheCopyBuffer_SurviveTheRoundTrip()
    {
        TensorsOnly saved = new(("weight", [70_001], true)), loaded = new(("weight", [70_001], true));
        loaded.Parameters.Clear();
        Safetensors.Load(loaded, Saved(saved));
        Assert.Equal(saved.ReadParameters(), loaded.ReadParameters());
    }

    [Fact]
    public void StreamsThatCannotSeek_CanBeLoaded()
    {
        TensorsOnly saved = TensorsOnly.Small(), loaded = TensorsOnly.Small();
        loaded.Parameters.Clear();
        Safetensors.Load(loaded, new OneWay(Saved(saved)));
        Assert.Equal(saved.ReadParameters(), loaded.ReadParameters());
    }

    [Fact]
    public void Stream_IsReadFromWhereItStands()
    {
        TensorsOnly saved = TensorsOnly.Small(), loaded = TensorsOnly.Small();
        loaded.Parameters.Clear();
        var stream = new MemoryStream([1, 2, 3, .. Saved(saved)]) { Position = 3 };
        Safetensors.Load(loaded, stream);
        Assert.Equal(saved.ReadParameters(), loaded.ReadParameters());
    }

    [Fact]
    public void BatchCounter_IsOptional()
    {
        TensorsOnly saved = new(("bn1.running_mean", [2], false)), loaded = new(("bn1.running_mean", [2], false), ("bn1.num_batches_tracked", [], false));
        loaded.Of("bn1.num_batches_tracked")[0] = 7;
        Safetensors.Load(loaded, Saved(saved));
        Assert.Equal([1000f, 1001f, 0f], loaded.ReadBuffers().ToArray());
    }

    [Fact]
    public void EveryHalf_IsConvertedExactly()
    {
        Half[] halves = [.. Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        var file = TensorFile.Parse(File($"{{{Entry("x", "F16", "[65536]", 0, 131072)}}}", [.. halves.SelectMany(BitConverter.GetBytes)]));
        for (int bits = 0; bits < 65536; bits++)
        {
            // Written out by hand: sign, exponent and fraction.
            int exponent = bits >> 10 & 31, fraction = bits & 1023;
            double magnitude = exponent switch
            {
                0 => fraction * Math.ScaleB(1, -24),
                31 => fraction == 0 ? double.PositiveInfinity : double.NaN,
                _ => (1024 + fraction) * Math.ScaleB(1, exponent - 25),
            };
            Assert.Equal(bits >= 32768 ? -magnitude : magnitude, file["x"].Data[bits]);
        }
    }

    [Fact]
    public void EveryBrainFloat_IsConvertedExactly()
    {
        byte[] data = [.. Enumerable.Range(0, 65536).SelectMany(bits => BitConverter.GetBytes((ushort)bits))];
        var file = TensorFile.Parse(File($"{{{Entry("x", "BF16", "[256,256]", 0, 131072)}}}", data));
        for (int bits = 0; bits < 65536; bits++) Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(file["x"].Data[bits]));
    }

    [Fact]
    public void DoublesAndLongs_AreConverted()
    {
        byte[] data = [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(-1e300), .. BitConverter.GetBytes(-5L), .. BitConverter.GetBytes(1L << 40)];
        var file = TensorFile.Parse(File($"{{{Entry("d", "F64", "[2]", 0, 16)},{Entry("l", "I64", "[2]", 16, 32)}}}", data));
        Assert.Equal([0.1f, float.NegativeInfinity], file["d"].Data.ToArray());
        Assert.Equal([-5f, 1099511627776f], file["l"].Data.ToArray());
    }

    [Fact]
    public void HalfPrecisionFile_LoadsIntoANetwork()
    {
        var network = new TensorsOnly(("w", [2], true), ("m", [1], false));
        Safetensors.Load(network, File($"{{{Entry("m", "BF16", "[1]", 4, 6)},{Entry("w", "F16", "[2]", 0, 4)}}}", 0x00, 0x3C, 0x00, 0xC0, 0x40, 0x40));
        Assert.Equal([1f, -2f], network.ReadParameters().ToArray());
        Assert.Equal([3f], network.ReadBuffers().ToArray());
    }

    [Fact]
    public void FailedSave_LeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        TensorsOnly network = TensorsOnly.Small();
        network.Save(folder["model.safetensors"]);
        byte[] before = System.IO.File.ReadAllBytes(folder["model.safetensors"]);

        // Its file would be announced and begun before the tensor beyond the end is reached.
        var broken = new Broken(TensorsOnly.Small());
        Assert.Throws<ArgumentOutOfRangeException>(() => broken.Save(folder["model.safetensors"]));

        Assert.Equal(before, System.IO.File.ReadAllBytes(folder["model.safetensors"]));
        Assert.Equal(["model.safetensors"], folder.Files);
    }

    [Fact]
    public void FailedWrite_OfHalfTheFile_LeavesTheOldOne()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", [1, 2, 3]);
        Assert.Throws<TimeoutException>(() => AtomicFile.Write(folder["file"], stream =>
        {
            stream.Write(new byte[100_000]);
            stream.Flush();
            Assert.Equal(2, folder.Files.Length); // the temporary file is in the same folder
            throw new TimeoutException();
        }));
        Assert.Equal([1, 2, 3], System.IO.File.ReadAllBytes(folder["file"]));
        Assert.Equal(["file"], folder.Files);
    }

    [Fact]
    public void Save_ReplacesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", new byte[100_000]);
        TensorsOnly.Small().Save(folder["model.safetensors"]);
        Assert.Equal(Saved(TensorsOnly.Small()), System.IO.File.ReadAllBytes(folder["model.safetensors"]));
        Assert.Equal(["model.safetensors"], folder.Files);
    }

    [Fact]
    public void MissingFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => Safetensors.Load(TensorsOnly.Small(), folder["nowhere.safetensors"]));
    }

    [Fact]
    public void FilesFromElsewhere_AreRead()
    {
        TensorFile half = TensorFile.Open(Path.Combine(SharedFiles.Pretrained, "squeezenet-fp16", "model.safetensors"));
        Assert.Equal([1000, 512, 1, 1], half["conv10_w_0"].Dimensions.ToArray());
        Assert.Equal("MIT", half.Metadata["license"]);
        foreach (string name in half.Names)
            foreach (float value in half[name].Data) Assert.True(float.IsFinite(value) && value == (float)(Half)value);

        TensorFile single = TensorFile.Open(Path.Combine(SharedFiles.Pretrained, "cifar10-resnet20", "model.safetensors"));
        int trainable = single.Names.Where(name => !name.Contains("running") && !name.EndsWith("tracked", StringComparison.Ordinal)).Sum(name => single[name].Data.Length);
        Assert.Equal(269722, trainable); // as model.json beside it says
    }

    internal static byte[] Saved(INetwork network)
    {
        var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static uint[] Bits(ReadOnlySpan<float> values) => [.. values.ToArray().Select(BitConverter.SingleToUInt32Bits)];

    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
