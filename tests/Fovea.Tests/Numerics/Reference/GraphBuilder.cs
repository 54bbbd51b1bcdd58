namespace Fovea.Tests.Numerics;

/// <summary>What a tensor is for, which decides how to draw it: <c>weight</c>, <c>running_var</c>.</summary>
internal sealed record TensorInfo(string Name, string Role, int[] Shape, bool Trainable);

/// <summary>Builds a graph a node at a time, naming nodes and tensors and working out shapes.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int[]> _shapes = [];
    private readonly Dictionary<string, int[]> _inputs = [];
    private readonly List<TensorInfo> _tensors = [];

    /// <param name="input">The shape of one input, without the batch.</param>
    public GraphBuilder(params int[] input) => AddInput(input);

    private GraphBuilder(GraphBuilder other)
    {
        _nodes = [.. other._nodes];
        _shapes = new(other._shapes);
        _inputs = new(other._inputs);
        _tensors = [.. other._tensors];
        Last = other.Last;
    }

    public IReadOnlyList<TensorInfo> Tensors => _tensors;

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The name of the last output.</summary>
    public string Last { get; private set; } = "x0";

    /// <summary>The shape of the last output, without the batch.</summary>
    public int[] LastShape => Shape(Last);

    public int[] Shape(string name) => _shapes[name];

    /// <summary>Another one of the same graph, to go on with.</summary>
    public GraphBuilder Copy() => new(this);

    /// <summary>Another one without the nodes that the last output does not depend on. Their tensors stay.</summary>
    public GraphBuilder Pruned()
    {
        HashSet<string> read = [Last];
        foreach (Node node in _nodes.AsEnumerable().Reverse().Where(node => read.Contains(node.Id)))
        {
            read.UnionWith(node.In);
            if (node.Op == "max_unpool2d") read.Add(node.Attributes.Text("pool", ""));
        }

        GraphBuilder rest = Copy();
        rest._nodes.RemoveAll(node => !read.Contains(node.Id));
        return rest;
    }

    /// <summary>A further input: <c>x1</c>.</summary>
    public GraphBuilder AddInput(params int[] shape)
    {
        string name = $"x{_inputs.Count}";
        _inputs.Add(name, shape);
        _shapes.Add(name, shape);
        return this;
    }

    /// <summary>Adds a node that reads the last output, or those named.</summary>
    public GraphBuilder Add(string op, object? attributes = null, params string[] from)
    {
        string id = $"{op.Replace("2d", "", StringComparison.Ordinal)}{_nodes.Count + 1}";
        NodeAttributes arguments = attributes as NodeAttributes ?? NodeAttributes.Of(attributes ?? new { });
        string[] reads = from.Length == 0 ? [Last] : from;
        TensorInfo[] tensors = [.. TensorsOf(op, arguments, _shapes[reads[0]]).Select(tensor => tensor with { Name = $"{id}.{tensor.Role}" })];
        _tensors.AddRange(tensors);
        _nodes.Add(new Node(
            id,
            op,
            reads,
            arguments,
            tensors.Where(tensor => tensor.Trainable).ToDictionary(tensor => tensor.Role, tensor => tensor.Name),
            tensors.Where(tensor => !tensor.Trainable).ToDictionary(tensor => tensor.Role, tensor => tensor.Name)));
        Last = id;
        _shapes.Add(id, Infer(id));
        return this;
    }

    public Graph Build(int batch) => new(_inputs.ToDictionary(pair => pair.Key, pair => (int[])[batch, .. pair.Value]), [.. _nodes], Last);

    // The definition of the shape is what the reference computes: run the node on two images of zeros.
    private int[] Infer(string id)
    {
        Node node = _nodes[^1];
        var graph = new Graph(
            node.In.Distinct().Select(name => (name, Shape: (int[])[2, .. _shapes[name]])).ToDictionary(pair => pair.name, pair => pair.Shape), [node], id);
        if (node.Op == "max_unpool2d") return _shapes[_nodes.Single(other => other.Id == node.Attributes.Text("pool", "")).In[0]];
        var run = new Run(
            graph,
            graph.Inputs.ToDictionary(pair => pair.Key, pair => new Tensor(pair.Value)),
            _tensors.ToDictionary(tensor => tensor.Name, tensor => new Tensor(tensor.Shape)),
            training: false);
        return run.Output.Shape[1..];
    }

    /// <summary>The tensors that an operation needs, still without names.</summary>
    public static IEnumerable<TensorInfo> TensorsOf(string op, NodeAttributes attributes, int[] input)
    {
        int channels = input[0];
        int[]? weight = null, bias = null;
        bool statistics = false;
        switch (op)
        {
            case "conv2d":
            {
                (int height, int width) = attributes.Pair("kernel", 0);
                weight = [attributes.Int("out_channels"), channels / attributes.Int("groups", 1), height, width];
                bias = attributes.Flag("bias", true) ? [attributes.Int("out_channels")] : null;
                break;
            }

            case "conv_transpose2d":
            {
                (int height, int width) = attributes.Pair("kernel", 0);
                weight = [channels, attributes.Int("out_channels") / attributes.Int("groups", 1), height, width];
                bias = attributes.Flag("bias", true) ? [attributes.Int("out_channels")] : null;
                break;
            }

            case "linear":
                weight = [attributes.Int("out_features"), channels];
                bias = attributes.Flag("bias", true) ? [attributes.Int("out_features")] : null;
                break;
            case "batch_norm" or "group_norm" or "instance_norm":
                if (attributes.Flag("affine", op != "instance_norm")) weight = bias = [channels];
                statistics = op == "batch_norm";
                break;
            case "layer_norm":
                if (attributes.Flag("affine", true)) weight = bias = input;
                break;
            case "prelu":
                weight = [attributes.Int("num_parameters", channels)];
                break;
        }

        if (weight is not null) yield return new("", "weight", weight, true);
        if (bias is not null) yield return new("", "bias", bias, true);
        if (!statistics) yield break;
        yield return new("", "running_mean", [channels], false);
        yield return new("", "running_var", [channels], false);
    }
}

/// <summary>Random numbers for inputs and tensors: single precision, so that a generated network can be given the same.</summary>
internal static class Draw
{
    public static Tensor Normal(Random random, int[] shape, double scale = 1, double mean = 0)
    {
        var tensor = new Tensor(shape);
        foreach (ref double value in tensor.Data.AsSpan())
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            value = (float)(mean + scale * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return tensor;
    }

    /// <summary>Values that keep a network's outputs near unit size.</summary>
    public static Tensor Values(Random random, TensorInfo info) => info.Role switch
    {
        "running_var" => new(info.Shape, Normal(random, info.Shape).Data.Select(value => (double)(float)(0.5 + Math.Abs(value)))),
        "weight" when info.Shape.Length is 2 or 4 => Normal(random, info.Shape, Math.Sqrt(1.5 * info.Shape[0] / Tensor.Length(info.Shape))),
        "weight" => Normal(random, info.Shape, 0.3, 1),
        _ => Normal(random, info.Shape, 0.3),
    };

    public static Dictionary<string, Tensor> Values(Random random, IEnumerable<TensorInfo> infos) => infos.ToDictionary(info => info.Name, info => Values(random, info));
}
