using static Fovea.Tests.SafetensorsBytes;

namespace Fovea.Tests;

/// <summary>Every way a file can be wrong is refused by name, and leaves the network as it was.</summary>
public sealed class MalformedSafetensorsTests
{
    private static readonly byte[] Eight = Bytes(1, 2);

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "empty", [], "has 0 bytes, fewer than the 8" },
        { "seven bytes", new byte[7], "has 7 bytes, fewer than the 8" },
        { "no header", WithLength(0, ""), "does not begin with '{'" },
        { "header beyond the limit", WithLength(100_000_001, "{}"), "announces a header of 100000001 bytes; 100000000 are allowed" },
        { "header of all ones", WithLength(ulong.MaxValue, "{}"), "announces a header of 18446744073709551615 bytes" },
        { "header longer than the file", WithLength(100, "{}"), "announces a header of 100 bytes, but only 2 follow" },
        { "not JSON", File("{hello}"), "not valid JSON" },
        { "JSON array", File("[]"), "does not begin with '{'" },
        { "white space first", File(" {}"), "does not begin with '{'" },
        { "header cut off", File("""{"w":{"dtype":"F32","""), "not valid JSON" },
        { "two JSON values", File("{}{}"), "not valid JSON" },
        { "invalid UTF-8", [8, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}'], "not valid JSON" },
        { "lone surrogate", File("""{"\ud800":1}"""), "not valid JSON" },
        { "comment", File("""{/**/}"""), "not valid JSON" },
        { "entry not an object", File("""{"w":1}"""), "tensor 'w' is not an object" },
        { "no dtype", File("""{"w":{"shape":[2],"data_offsets":[0,8]}}""", Eight), "tensor 'w' lacks its dtype" },
        { "no shape", File("""{"w":{"dtype":"F32","data_offsets":[0,8]}}""", Eight), "tensor 'w' lacks its shape" },
        { "no offsets", File("""{"w":{"dtype":"F32","shape":[2]}}""", Eight), "tensor 'w' lacks its data_offsets" },
        { "dtype a number", File("""{"w":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""", Eight), "dtype that is not a string" },
        { "shape a number", File("""{"w":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", Eight), "shape that is not an array" },
        { "repeated field", File("""{"w":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", Eight), "unknown or repeated field 'dtype'" },
        { "unknown field", File("""{"w":{"dtype":"F32","scale":[2],"shape":[2],"data_offsets":[0,8]}}""", Eight), "unknown or repeated field 'scale'" },
        { "one offset", File("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", Eight), "has 1 data_offsets" },
        { "three offsets", File("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", Eight), "has 3 data_offsets" },
        { "negative dimension", One("F32", "[-2]", 0, 8), "shape that holds something else than whole numbers" },
        { "fractional dimension", One("F32", "[2.5]", 0, 8), "shape that holds something else than whole numbers" },
        { "dimension beyond long", One("F32", "[99999999999999999999]", 0, 8), "shape that holds something else than whole numbers" },
        { "negative offset", One("F32", "[2]", -8, 0), "data_offsets that holds something else than whole numbers" },
        { "product overflows", One("F32", "[4294967296,4294967296]", 0, 8), "more than one array can hold" },
        { "product overflows to zero", One("F32", "[65536,65536,65536,65536]", 0, 0), "more than one array can hold" },
        { "unreadable dtype", One("F8_E4M3", "[8]", 0, 8), "tensor 'w' is of type F8_E4M3; F32, F16, BF16, F64 and I64 can be read" },
        { "dtype in lower case", One("f32", "[2]", 0, 8), "of type f32" },
        { "offsets backwards", One("F32", "[2]", 8, 0), "needs 8 bytes, but its data_offsets are [8, 0]" },
        { "offsets do not fit the shape", One("F32", "[2]", 0, 4), "needs 8 bytes, but its data_offsets are [0, 4]" },
        { "offsets do not fit the dtype", One("F16", "[2]", 0, 8), "needs 4 bytes, but its data_offsets are [0, 8]" },
        { "data cut short", File($"{{{Entry("w", "F32", "[2]", 0, 8)}}}", 1, 2, 3, 4, 5, 6, 7), "ends at byte 8 of the data, but the file has 7" },
        { "data absent", File($"{{{Entry("w", "F32", "[2]", 0, 8)}}}"), "ends at byte 8 of the data, but the file has 0" },
        { "trailing byte", File($"{{{Entry("w", "F32", "[2]", 0, 8)}}}", [.. Eight, 0]), "1 bytes after tensor 'w' belong to no tensor" },
        { "trailing data without tensors", File("{}", 0), "1 bytes after the header belong to no tensor" },
        { "hole first", File($"{{{Entry("w", "F32", "[1]", 4, 8)}}}", Eight), "bytes 0 to 4 between the header and tensor 'w' belong to no tensor" },
        { "hole between", File($"{{{Entry("v", "F32", "[1]", 0, 4)},{Entry("w", "F32", "[1]", 8, 12)}}}", Bytes(1, 2, 3)), "bytes 4 to 8 between tensor 'v' and tensor 'w'" },
        { "overlap", File($"{{{Entry("v", "F32", "[2]", 0, 8)},{Entry("w", "F32", "[2]", 4, 12)}}}", Bytes(1, 2, 3)), "tensor 'w' begins at byte 4 and overlaps tensor 'v', which ends at 8" },
        { "same bytes twice", File($"{{{Entry("v", "F32", "[2]", 0, 8)},{Entry("w", "F32", "[2]", 0, 8)}}}", Eight), "overlaps" },
        { "duplicate name", File($"{{{Entry("w", "F32", "[1]", 0, 4)},{Entry("w", "F32", "[1]", 4, 8)}}}", Eight), "two entries named 'w'" },
        { "duplicate name, escaped", File($"{{{Entry("w", "F32", "[1]", 0, 4)},{Entry("\\u0077", "F32", "[1]", 4, 8)}}}", Eight), "two entries named 'w'" },
        { "metadata not an object", File($$"""{"__metadata__":"pt",{{Entry("w", "F32", "[2]", 0, 8)}}}""", Eight), "'__metadata__' is not an object" },
        { "metadata not a string", File($$$"""{"__metadata__":{"n":1},{{{Entry("w", "F32", "[2]", 0, 8)}}}}""", Eight), "'__metadata__' has 'n', which is not a string" },
        { "metadata twice", File($$$"""{"__metadata__":{"n":"1","n":"2"},{{{Entry("w", "F32", "[2]", 0, 8)}}}}""", Eight), "two entries named 'n'" },
        { "wrong shape", One("F32", "[1,2]", 0, 8), "tensor 'w' is [1, 2] in the file, and [2] in TensorsOnly" },
        { "missing", File("{}"), "these are not the weights of TensorsOnly. Missing in the file: 'w'." },
        { "unexpected", File($"{{{Entry("v", "F32", "[0]", 0, 0)},{Entry("w", "F32", "[2]", 0, 8)}}}", Eight), "Unknown to the network: 'v'." },
        { "both", File($"{{{Entry("v", "F32", "[2]", 0, 8)}}}", Eight), "Missing in the file: 'w'. Unknown to the network: 'v'." },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void WrongFile_IsRefusedByName_AndChangesNothing(string what, byte[] bytes, string message)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.safetensors", bytes);
        var network = new TensorsOnly(("w", [2], true));

        WeightsException fromFile = Assert.Throws<WeightsException>(() => Safetensors.Load(network, path));
        WeightsException fromStream = Assert.Throws<WeightsException>(() => Safetensors.Load(network, new MemoryStream(bytes)));
        WeightsException fromBytes = Assert.Throws<WeightsException>(() => Safetensors.Load(network, bytes));

        Assert.StartsWith($"'{path}': ", fromFile.Message);
        Assert.StartsWith("The stream: ", fromStream.Message);
        Assert.StartsWith("The bytes: ", fromBytes.Message);
        Assert.Contains(message, fromFile.Message);
        Assert.Contains(message, fromStream.Message);
        Assert.Contains(message, fromBytes.Message);
        Assert.True(network.Writes == 0, what);
        Assert.Equal([0.5f, 1.5f], network.ReadParameters().ToArray());
    }

    [Fact]
    public void TheRightFile_IsNotRefused()
    {
        // Beside the wrong ones: the same bytes without the fault load.
        var network = new TensorsOnly(("w", [2], true));
        Safetensors.Load(network, File($$$"""{"__metadata__":{"n":"1"},{{{Entry("w", "F32", "[2]", 0, 8)}}}}   """, Eight));
        Assert.Equal([1f, 2f], network.ReadParameters().ToArray());
    }

    [Fact]
    public void EveryPrefixOfAFile_IsRefused()
    {
        TensorsOnly network = TensorsOnly.Small();
        byte[] whole = SafetensorsTests.Saved(network);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<WeightsException>(() => Safetensors.Load(network, whole.AsSpan(0, length)));
        Assert.Equal(0, network.Writes);
    }

    [Fact]
    public void ManyNames_AreListedUpToTen()
    {
        var network = new TensorsOnly([.. Enumerable.Range(0, 13).Select(i => ($"t{i:00}", new[] { 1 }, true))]);
        WeightsException exception = Assert.Throws<WeightsException>(() => Safetensors.Load(network, File("{}")));
        Assert.Contains("'t00', 't01', 't02', 't03', 't04', 't05', 't06', 't07', 't08', 't09' and 3 more.", exception.Message);
    }

    private static byte[] One(string type, string shape, int begin, int end) => File($"{{{Entry("w", type, shape, begin, end)}}}", Eight);
}
