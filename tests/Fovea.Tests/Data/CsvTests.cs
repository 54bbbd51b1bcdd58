using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Fovea.Tests;

public sealed class CsvTests : IDisposable
{
    private static readonly Shape Pair = Shape.Image(1, 1, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("7,0,255\n8,51,102\n", false)]
    [InlineData("7,0,255\r\n\r\n8, 51,102.0", true)]
    public void Rows_AreImages_LabelFirst(string text, bool zipped)
    {
        Check(CsvDataset.Open(Write(text, zipped), Pair), [7, 8], [0, 1, 0.2f, 0.4f]);
    }

    [Fact]
    public void LabelColumnHeaderAndMaximum_AreOptions()
    {
        Check(CsvDataset.Open(Write("a,b,label\n16,4,1\n"), Pair, maximum: 16, label: ^1, header: true), [1], [1, 0.25f]);
        Check(CsvDataset.Open(Write("16,1,4\n"), Pair, maximum: 16, label: 1), [1], [1, 0.25f]);
        Assert.Throws<ArgumentOutOfRangeException>(() => CsvDataset.Open(Write("1,2,3"), Pair, label: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => CsvDataset.Open(Write("1,2,3"), Pair, maximum: 0));
    }

    [Theory]
    [InlineData("1,2,3\n1,2\n", "line 2: 3 columns are expected, 2 of pixels (1×1×2) and a label, and there are 2.")]
    [InlineData("1,2,3\n1,2,3,4\n", "line 2: 3 columns are expected, 2 of pixels (1×1×2) and a label, and there are 4.")]
    [InlineData("label,a,b\n1,2,3\n", "line 1, column 1: a label is a whole number of at least 0, not 'label'.")]
    [InlineData("0,a,b\n1,2,3\n", "line 1, column 2: a pixel is a number, not 'a'. If the first line is names, pass header: true.")]
    [InlineData("0,1,2\n\n-1,2,3\n", "line 3, column 1: a label is a whole number of at least 0, not '-1'.")]
    [InlineData("0,1,\n", "line 1, column 3: a pixel is a number, not ''.")]
    [InlineData("0,1,NaN\n", "line 1, column 3: a pixel is a number, not 'NaN'.")]
    [InlineData("\n", "has no rows")]
    [InlineData("", "has no rows")]
    public void WrongRows_AreNamed(string text, string problem)
    {
        string path = Write(text);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => CsvDataset.Open(path, Pair));
        Assert.StartsWith($"'{path}'", exception.Message);
        Assert.Contains(problem, exception.Message);
    }

    [Fact]
    public void CutGzip_IsRefused_AtEveryLength()
    {
        byte[] zipped = Zip(string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 10},{i * 37 % 256},{i * 91 % 256}\n")));
        for (int length = 2; length < zipped.Length; length++)
            Assert.Throws<InvalidDataException>(() => CsvDataset.Open(_folder.Write("cut", zipped[..length]), Pair));
        Assert.Equal(40, CsvDataset.Open(_folder.Write("whole", zipped), Pair).Count);
    }

    [Theory]
    [InlineData("digits.csv.gz")]
    [InlineData("optdigits-train.csv.gz")]
    public void Digits_AreWhatTheirRecordSays(string name)
    {
        string folder = SharedFiles.Digits;
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "verify.json")));
        JsonElement expected = record.RootElement.GetProperty(name);
        Dataset<int> data = CsvDataset.Open(Path.Combine(folder, name), Shape.Image(1, 8, 8), maximum: 16, label: ^1);
        Assert.Equal(expected.GetProperty("rows").GetInt32(), data.Count);
        float[] inputs = new float[data.Count * 64];
        int[] labels = new int[data.Count];
        data.Read([.. Enumerable.Range(0, data.Count)], inputs, labels);
        Assert.Equal(expected.GetProperty("label_histogram").EnumerateArray().Select(count => count.GetInt32()), Enumerable.Range(0, 10).Select(digit => labels.Count(label => label == digit)));
        Assert.Equal((0f, 1f), (inputs.Min(), inputs.Max()));
    }

    private static void Check(Dataset<int> data, int[] labels, float[] inputs)
    {
        float[] readInputs = new float[inputs.Length];
        int[] readLabels = new int[labels.Length];
        data.Read([.. Enumerable.Range(0, data.Count)], readInputs, readLabels);
        Assert.Equal(labels, readLabels);
        Assert.Equal(inputs, readInputs);
        Assert.Equal(Pair, data.InputShape);
    }

    private string Write(string text, bool zipped = false) => _folder.Write("rows", zipped ? Zip(text) : Encoding.UTF8.GetBytes(text));

    private static byte[] Zip(string text)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal)) zip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
