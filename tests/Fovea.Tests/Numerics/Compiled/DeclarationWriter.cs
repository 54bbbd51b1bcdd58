using System.Text;
using System.Text.RegularExpressions;

namespace Fovea.Tests.Numerics;

/// <summary>What a declaration is for.</summary>
internal enum Purpose
{
    /// <summary>Layers as the graph has them.</summary>
    AsWritten,

    /// <summary>Differentiation of a graph that is partly in evaluation mode: dropout that does not drop, statistics that stand still.</summary>
    Differentiation,
}

/// <summary>Turns a graph and a loss into an attributed partial class.</summary>
internal sealed partial class DeclarationWriter
{
    private readonly Graph _graph;
    private readonly string _typeName;
    private readonly Purpose _purpose;
    private readonly StringBuilder _layers = new();
    private readonly StringBuilder _blocks = new();
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, int[]> _shapes = [];
    private readonly Dictionary<string, string> _tensorNames = [];
    private readonly Dictionary<string, Tensor> _constants = [];
    private readonly HashSet<string> _frozen = [];
    private string _current = "";

    private DeclarationWriter(Graph graph, string typeName, Purpose purpose)
    {
        _graph = graph;
        _typeName = typeName;
        _purpose = purpose;
    }

    /// <summary>Writes the declaration.</summary>
    /// <exception cref="InexpressibleException">The vocabulary has no words for it.</exception>
    public static Declaration Write(Graph graph, Loss? loss, string typeName, Purpose purpose = Purpose.AsWritten) => new DeclarationWriter(graph, typeName, purpose).Write(loss);

    private Declaration Write(Loss? loss)
    {
        string input = WriteInputs();
        foreach (Node node in _graph.Nodes)
        {
            Measure(node);
            WriteNode(node);
        }

        if (_current != _graph.Output) throw new InexpressibleException("The output is not the last layer's.");
        if (loss is not null && loss.Type != "dot") Line(LayerText.Of(loss));
        string source = $"{_blocks}{input}{_layers}public sealed partial class {_typeName};\n";
        return new(_typeName, source, _tensorNames, _constants, [.. _graph.Inputs.Keys], _frozen);
    }

    // Several inputs travel as channels of one; selecting each again is a 1×1 convolution or linear layer of zeros and ones.
    private string WriteInputs()
    {
        if (_graph.Nodes.Any(node => node.Op == "dropout" && node.In.Count > 1)) throw new InexpressibleException("A given dropout mask: a network draws its own.");
        int[][] shapes = [.. _graph.Inputs.Values.Select(shape => shape[1..])];
        if (shapes.Any(shape => shape.Length is not (1 or 3))) throw new InexpressibleException("An input that is neither an image nor a vector.");
        if (_graph.Inputs.Values.Select(shape => string.Join('×', shape.Where((_, axis) => axis != 1))).Distinct().Count() > 1)
            throw new InexpressibleException("Inputs of different sizes: a network has one input.");

        foreach ((string name, int[] shape) in _graph.Inputs) _shapes.Add(name, shape);
        int channels = shapes.Sum(shape => shape[0]), start = 0;
        if (shapes.Length == 1)
        {
            _names.Add(_current = _graph.Inputs.Keys.Single(), "input");
        }
        else
        {
            foreach ((string name, int[] shape) in _graph.Inputs)
            {
                if (start > 0) Line(new AttributeText("From").With("input"));
                Line((shape.Length == 2 ? new AttributeText("Linear").With(shape[1]) : new AttributeText("Conv2d").With(shape[1], 1)).Named("Bias", false).Named("Name", name));
                var selector = new Tensor(shape[1], channels);
                for (int c = 0; c < shape[1]; c++) selector[c, start + c, 0, 0] = 1;
                _constants.Add($"{name}.weight", selector);
                _names.Add(_current = name, name);
                start += shape[1];
            }
        }

        return $"[Network({string.Join(", ", (int[])[channels, .. shapes[0][1..]])})]\n";
    }

    // Shapes come from the reference, run on zeros.
    private void Measure(Node node)
    {
        if (node.Op == "max_unpool2d")
        {
            _shapes.Add(node.Id, _shapes[_graph.Nodes.Single(other => other.Id == node.Attributes.Text("pool", "")).In[0]]);
            return;
        }

        int[] input = _shapes[node.In[0]];
        IEnumerable<TensorInfo> tensors = GraphBuilder.TensorsOf(node.Op, node.Attributes, input[1..]);
        Dictionary<string, Tensor> zeros = tensors.Join(node.Parameters.Concat(node.Buffers), tensor => tensor.Role, pair => pair.Key, (tensor, pair) => (pair.Value, new Tensor(tensor.Shape))).ToDictionary();
        var graph = new Graph(node.In.Distinct().ToDictionary(name => name, name => _shapes[name]), [node with { Attributes = node.Attributes.Without("training") }], node.Id);
        _shapes.Add(node.Id, new Run(graph, graph.Inputs.ToDictionary(pair => pair.Key, pair => new Tensor(pair.Value)), zeros, training: false).Output.Shape);
    }

    private void WriteNode(Node node)
    {
        string name = NameFor(node.Id);
        _names.Add(node.Id, name);
        string primary = node.In[0];
        IReadOnlyList<string> others = [];
        if (node.Op is "add" or "multiply" or "concat")
        {
            // Sums and products go on from whichever operand is at hand, a concatenation always from its last.
            primary = node.Op != "concat" && node.In.Contains(_current) ? _current : node.In[^1];
            int position = node.In.ToList().LastIndexOf(primary);
            others = [.. node.In.Where((_, index) => index != position)];
            CheckJoin(node, primary, others);
        }
        else if (node.In.Count > 1)
        {
            throw new InexpressibleException($"'{node.Op}' of several inputs.");
        }

        if (primary != _current) Line(new AttributeText("From").With(_names[primary]));
        if (node.Op == "batch_norm" && _purpose == Purpose.Differentiation && !node.Attributes.Flag("training", true))
        {
            WriteFrozen(node, name);
        }
        else
        {
            if (LayerText.PaddingBefore(node.Attributes) is { } padding) Line(padding);
            Line(Layer(node, others).Named("Name", name));
            foreach ((string role, string tensor) in node.Parameters.Concat(node.Buffers)) _tensorNames.Add(tensor, $"{name}.{role}");
        }

        _current = node.Id;
    }

    private AttributeText Layer(Node node, IReadOnlyList<string> others) => LayerText.Of(
        node.Op, node.Attributes, _shapes[node.In[0]], [.. (node.Op == "max_unpool2d" ? [node.Attributes.Text("pool", "")] : others).Select(other => _names[other])], _purpose);

    private void CheckJoin(Node node, string primary, IReadOnlyList<string> others)
    {
        int[] shape = _shapes[primary][1..];
        foreach (string other in others)
        {
            int[] operand = _shapes[other][1..];
            bool fits = node.Op switch
            {
                "concat" => operand.Length == shape.Length && operand.Skip(1).SequenceEqual(shape.Skip(1)),
                "multiply" => operand.SequenceEqual(shape) || (operand.Length == 3 && shape.Length == 3 && operand[0] == shape[0] && (operand is [_, 1, 1] || shape is [_, 1, 1])),
                _ => operand.SequenceEqual(shape),
            };
            if (!fits) throw new InexpressibleException($"'{node.Op}' of {Tensor.Describe(shape)} and {Tensor.Describe(operand)}.");
        }

        if (node.Op == "multiply" && others.Count != 1) throw new InexpressibleException("A product of more than two.");
    }

    // A frozen block is in evaluation mode even while the network trains.
    private void WriteFrozen(Node node, string name)
    {
        string block = $"{_typeName}_{name}";
        AttributeText layer = Layer(node, []).Named("Name", "frozen");
        _blocks.Append($"[Block]\n[{layer}]\npublic sealed partial class {block};\n\n");
        Line(new AttributeText($"Use<{block}>").Named("Frozen", true).Named("Name", name));
        foreach ((string role, string tensor) in node.Parameters.Concat(node.Buffers)) _tensorNames.Add(tensor, $"{name}.frozen.{role}");
        _frozen.UnionWith(node.Parameters.Values);
    }

    private string NameFor(string id)
    {
        string name = NotOfIdentifiers().Replace(id, "_");
        if (!char.IsLetter(name[0])) name = "n" + name;
        while (name == "input" || _names.ContainsValue(name)) name += "_";
        return name;
    }

    private void Line(AttributeText attribute)
    {
        if (Vocabulary.Missing(attribute.Kind, attribute.Names) is { } missing) throw new InexpressibleException(missing);
        _layers.Append('[').Append(attribute).Append("]\n");
    }

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex NotOfIdentifiers();
}
