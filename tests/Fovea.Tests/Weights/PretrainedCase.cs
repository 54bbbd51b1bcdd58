using System.Runtime.InteropServices;
using System.Text.Json;
using Fovea.Tests.Numerics;

namespace Fovea.Tests;

/// <summary>A network that others trained: its weights, an input, and what it makes of it.</summary>
internal sealed class PretrainedCase(string name)
{
    private readonly string _folder = Path.Combine(SharedFiles.Pretrained, name);

    public string WeightsPath => Path.Combine(_folder, "model.safetensors");

    public TensorFile Weights => TensorFile.Open(WeightsPath);

    public float[] Input => Read("ref_input.bin");

    public JsonElement Record
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "model.json")));
            return document.RootElement.Clone();
        }
    }

    /// <summary>Numbers of a file of the case, in single precision and without a header.</summary>
    public float[] Read(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, file))).ToArray();

    /// <summary>Compares with a file of the case. Relative to the largest number of all: sums of many terms have an error of that order.</summary>
    public void AssertIs(string file, ReadOnlySpan<float> actual, double tolerance)
    {
        double[] expected = [.. Read(file).Select(value => (double)value)];
        Closeness.AssertClose(file, [.. actual.ToArray().Select(value => (double)value)], expected, 0, tolerance * expected.Max(Math.Abs));
    }
}
