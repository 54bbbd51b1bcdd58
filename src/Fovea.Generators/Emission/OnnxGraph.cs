using System.Globalization;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>
/// NetworkGraph → its description as nodes of ONNX, a line each, which the runtime library completes with the weights and writes. So what a layer is in ONNX is decided here,
/// by the layer, and costs a program that never asks nothing but these bytes.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly NetworkGraph _graph;
    private readonly OnnxValue[] _values;
    private readonly OnnxValue _input = new("input");

    private OnnxGraph(NetworkGraph graph)
    {
        _graph = graph;
        _values = new OnnxValue[graph.Nodes.Count];
    }

    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>What layers keep for others, by their index.</summary>
    public Dictionary<int, OnnxValue[]> Saved { get; } = [];

    /// <summary>Why there can be no file, or null.</summary>
    public string? Refusal { get; set; }

    public OnnxValue ValueOf(int index) => index < 0 ? _input : _values[index];

    public Node NodeOf(int index) => _graph.Nodes[index];

    public bool IsKept(Node node) => _graph.Nodes.Any(other => Enumerable.Range(0, other.Inputs.Count).Any(input => other.Inputs[input] == node.Index && other.Layer.ReadsSaved(input)));

    /// <summary>The lines: <c>input</c> and <c>output</c> with their dimensions, then the nodes in order; or one that begins with an exclamation mark, and says what ONNX lacks.</summary>
    public static IEnumerable<string> Describe(NetworkGraph graph)
    {
        var onnx = new OnnxGraph(graph);
        var names = new HashSet<string>(graph.Tensors.Select(tensor => Escaped(tensor.FullName))) { "input", "output" };
        foreach (Node node in Needed(graph))
        {
            int first = onnx.Nodes.Count;
            OnnxValue value = node.Layer.EmitOnnx(new OnnxStep(onnx, node));
            onnx._values[node.Index] = value;
            if (onnx.Refusal is { } refusal) return ["! " + refusal];

            OnnxValue[] fresh = [.. onnx.Nodes.Skip(first).SelectMany(added => added.Outputs)];
            if (fresh.Contains(value)) value.Text = node.Index == graph.OutputIndex ? "output" : Unique(names, Escaped(node.Name));
            foreach (OnnxValue inner in fresh.Where(inner => inner.Text is null)) inner.Text = Unique(names, Escaped(node.Name) + ".1");
        }
        // A network may end with a layer that does nothing.
        OnnxValue last = onnx.ValueOf(graph.OutputIndex);
        if (last.Text != "output") onnx.Nodes.Add(new OnnxNode("Identity", [last], [], [new OnnxValue("output")]));
        return [$"input [{Dimensions(graph.Input!, "")}]", $"output [{Dimensions(graph.OutputShape!, "output_")}]", .. onnx.Nodes.Select(node => node.ToString())];
    }

    /// <summary>Without what the description's own signs are.</summary>
    public static string Escaped(string name) => Uri.EscapeDataString(name);

    // What the output depends on.
    private static IEnumerable<Node> Needed(NetworkGraph graph)
    {
        var needed = new bool[graph.Nodes.Count];
        if (graph.OutputIndex >= 0) needed[graph.OutputIndex] = true;
        for (int i = graph.OutputIndex; i >= 0; i--)
        {
            if (!needed[i]) continue;
            foreach (int input in graph.Nodes[i].Inputs.Where(input => input >= 0)) needed[input] = true;
        }
        return graph.Nodes.Where(node => needed[node.Index]);
    }

    private static string Unique(HashSet<string> names, string name)
    {
        string unique = name;
        for (int number = 2; !names.Add(unique); number++) unique = name.EndsWith(".1", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) + Text(number) : name + "_" + Text(number);
        return unique;
    }

    // A size of the input has its own name wherever it comes again.
    private static string Dimensions(Shape shape, string prefix)
    {
        return string.Join(",", shape.IsVector ? ["N", Text(shape.Channels)] : new[] { "N", Text(shape.Channels), Name(shape.Height, "height"), Name(shape.Width, "width") });

        string Name(Size size, string name) => size.IsConstant ? Text(size.Value) : size == Size.Height ? "height" : size == Size.Width ? "width" : prefix + name;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
