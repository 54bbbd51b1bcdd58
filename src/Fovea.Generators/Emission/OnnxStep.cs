using System.Globalization;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>A layer as it says what it is in ONNX: what it reads, and the nodes that it adds. Outside training: dropout is gone, batch normalisation takes its running statistics.</summary>
internal sealed class OnnxStep(OnnxGraph graph, Node node)
{
    public Node Node => node;

    public OnnxValue Input(int index = 0) => graph.ValueOf(node.Inputs[index]);

    /// <summary>A tensor of the layer, seen in other dimensions if any are given; null where the layer has none of that name.</summary>
    public OnnxValue? Tensor(string name, params int[] dimensions)
    {
        string? full = node.Tensors.FirstOrDefault(tensor => tensor.Name == name)?.FullName;
        return full is null ? null : new OnnxValue(OnnxGraph.Escaped(full) + (dimensions.Length == 0 ? "" : $"[{List(dimensions)}]"));
    }

    /// <summary>A constant of these dimensions, filled with the numbers again and again.</summary>
    public static OnnxValue Floats(int[] dimensions, params IEnumerable<double> values) =>
        new($"f32[{List(dimensions)}]{{{string.Join(",", values.Select(Number))}}}");

    /// <summary>A constant row of whole numbers.</summary>
    public static OnnxValue Integers(params long[] values) => new($"i64[{values.Length}]{{{List(values)}}}");

    public static string Attribute(string name, int value) => $"{name}={value}";

    public static string Attribute(string name, double value) => $"{name}={Number(value)}f";

    public static string Attribute(string name, string value) => $"{name}={value}";

    public static string Attribute(string name, params int[] values) => $"{name}=[{List(values)}]";

    /// <summary>Adds a node; attributes that are null are left out.</summary>
    public OnnxValue Add(string op, OnnxValue?[] inputs, params string?[] attributes) => Add(op, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    public OnnxValue[] Add(string op, int outputs, OnnxValue?[] inputs, params string?[] attributes)
    {
        int given = Array.FindLastIndex(inputs, input => input is not null) + 1;
        var added = new OnnxNode(op, [.. inputs.Take(given)], [.. attributes.OfType<string>()], [.. Enumerable.Range(0, outputs).Select(_ => new OnnxValue())]);
        graph.Nodes.Add(added);
        return added.Outputs;
    }

    /// <summary>A node of one input and no attributes.</summary>
    public OnnxValue Apply(string op) => Add(op, [Input()]);

    /// <summary>The image with zeros, or another number, around it.</summary>
    public OnnxValue Border(OnnxValue x, int top, int left, int bottom, int right, double value = 0) =>
        // With its axes named: without, ONNX Runtime makes such a border a following MaxPool's own, where it cannot win.
        Add("Pad", [x, Integers(top, left, bottom, right), value == 0 ? null : Floats([], value), Integers(2, 3)]);

    /// <summary>Whether another layer reads what this one keeps.</summary>
    public bool Keeps => graph.IsKept(node);

    /// <summary>Keeps values for the layers that read what this one keeps.</summary>
    public void Keep(params OnnxValue[] values) => graph.Saved[node.Index] = values;

    /// <summary>What the layer of that input kept.</summary>
    public OnnxValue[] SavedOf(int input) => graph.Saved[node.Inputs[input]];

    /// <summary>The layer as its input has it, whose arguments matter here.</summary>
    public Node InputNode(int index) => graph.NodeOf(node.Inputs[index]);

    /// <summary>ONNX cannot say this: then there is no file, and this is why.</summary>
    public OnnxValue Refuse(string reason)
    {
        graph.Refusal ??= $"{node.Layer.Kind} '{node.Name}': {reason}";
        return new OnnxValue();
    }

    private static string List<T>(IEnumerable<T> values) where T : IFormattable => string.Join(",", values.Select(value => value.ToString(null, CultureInfo.InvariantCulture)));

    // As single precision has it.
    private static string Number(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);
}
