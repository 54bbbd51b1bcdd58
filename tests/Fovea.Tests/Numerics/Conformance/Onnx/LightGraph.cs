using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>One of ONNX's light models: a well-known network's graph whose weights are a rule, with what comes out.</summary>
internal sealed class LightGraph
{
    private readonly string _folder;
    private readonly JsonNode _json;
    private readonly Dictionary<string, string> _aliases = [];

    public LightGraph(string folder)
    {
        _folder = folder;
        _json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "graph.json")))!;
        var nodes = new List<LightNode>();
        foreach (JsonNode? node in _json["nodes"]!.AsArray())
        {
            string[] inputs = [.. node!["inputs"]!.AsArray().Select(name => name!.GetValue<string>())];
            // What only brings weights into shape is no layer.
            if (IsWeight(inputs[0])) _aliases.Add(node["outputs"]![0]!.GetValue<string>(), inputs[0]);
            else nodes.Add(new(node["op"]!.GetValue<string>(), inputs, [.. node["output_shapes"]![0]!.AsArray().Skip(1).Select(size => size!.GetValue<int>())]));
        }

        Nodes = nodes;
    }

    /// <summary>The operators on images, in order.</summary>
    public IReadOnlyList<LightNode> Nodes { get; }

    /// <summary>Whether the last node is a softmax, which in training is the loss's.</summary>
    public bool EndsInSoftmax => Nodes[^1].Op == "Softmax";

    public double Relative => _json["rtol"]!.GetValue<double>();

    public double Absolute => _json["atol"]!.GetValue<double>();

    /// <summary>Whether there are results of random weights.</summary>
    public bool IsFilled => _json["filled"] is not null;

    /// <summary>By how much the logits of random weights may differ: 1e−4 of their root mean square.</summary>
    public double LogitTolerance => 1e-4 * _json["filled"]!["logits"]!["rms"]!.GetValue<double>();

    public double[] Output => Read("out_0.bin");

    public double[] FilledOutput => Read("filled_out_0.bin");

    public double[] FilledLogits => Read("filled_logits.bin");

    /// <summary>x[i] = i / N.</summary>
    public float[] Input
    {
        get
        {
            int length = Tensor.Length([.. _json["input"]!["shape"]!.AsArray().Select(size => size!.GetValue<int>())]);
            return [.. Enumerable.Range(0, length).Select(i => (float)((double)i / length))];
        }
    }

    public bool IsWeight(string name) => _aliases.ContainsKey(name) || _json["params"]![name] is not null || _json["initializers"]![name] is not null;

    /// <summary>Writes a weight: constant, or by the rule for random ones, unless the graph itself has its numbers.</summary>
    public void Write(string name, Span<float> target, bool filled)
    {
        while (_aliases.TryGetValue(name, out string? of)) name = of;
        if (_json["params"]![name] is not { } rule)
        {
            JsonArray data = _json["initializers"]![name]!["data"]!.AsArray();
            Assert.Equal(target.Length, data.Count);
            for (int i = 0; i < target.Length; i++) target[i] = data[i]!.GetValue<float>();
            return;
        }

        Assert.Equal(target.Length, Tensor.Length([.. rule["shape"]!.AsArray().Select(size => size!.GetValue<int>())]));
        if (!filled)
        {
            target.Fill(rule["fill"]!.GetValue<float>());
            return;
        }

        ulong index = rule["index"]!.GetValue<ulong>();
        double lo = rule["lo"]!.GetValue<double>(), hi = rule["hi"]!.GetValue<double>();
        for (int i = 0; i < target.Length; i++) target[i] = (float)(lo + (hi - lo) * Uniform(index, i));
    }

    // SplitMix64, as the graph's rule says.
    private static double Uniform(ulong parameter, int element)
    {
        ulong s = unchecked((parameter << 32) + (ulong)element + 0x9E3779B97F4A7C15);
        s = unchecked((s ^ (s >> 30)) * 0xBF58476D1CE4E5B9);
        s = unchecked((s ^ (s >> 27)) * 0x94D049BB133111EB);
        s ^= s >> 31;
        return (s >> 40) / (double)(1 << 24);
    }

    private double[] Read(string file) => [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, file))).ToArray().Select(value => (double)value)];
}

/// <summary>An operator of a light model, and the shape of one image's output.</summary>
internal sealed record LightNode(string Op, IReadOnlyList<string> Inputs, IReadOnlyList<int> Output);
