namespace Fovea.Tests.Numerics;

/// <summary>Turns a case of ONNX into a graph of the reference's operations, which <see cref="DeclarationWriter"/> can declare.</summary>
internal sealed partial class OnnxTranslator
{
    // Each gives the graph's name for the node's first output.
    private static readonly Dictionary<string, Func<OnnxTranslator, OnnxNode, string>> Operations = new()
    {
        ["Conv"] = (t, node) => t.Convolution(node),
        ["ConvTranspose"] = (t, node) => t.TransposedConvolution(node),
        ["Gemm"] = (t, node) => t.Gemm(node),
        ["MatMul"] = (t, node) => t.MatMul(node),
        ["MaxPool"] = (t, node) => t.MaxPool(node),
        ["AveragePool"] = (t, node) => t.AveragePool(node),
        ["MaxUnpool"] = (_, _) => throw new InexpressibleException("MaxUnpool of given indices: a network's takes those of its own pool."),
        ["GlobalAveragePool"] = (t, node) => t.Add(t.Image(node), "global_avg_pool2d"),
        ["GlobalMaxPool"] = (t, node) => t.Add(t.Image(node), "global_max_pool2d"),
        ["ReduceMean"] = (t, node) => t.Reduce(node, "avg_pool2d"),
        ["ReduceSum"] = (t, node) => t.Reduce(node, "avg_pool2d", divisor: 1),
        ["ReduceMax"] = (t, node) => t.Reduce(node, "max_pool2d"),
        ["Resize"] = (t, node) => t.Resize(node),
        ["Upsample"] = (t, node) => t.Resize(node),
        ["BatchNormalization"] = (t, node) => t.BatchNormalization(node),
        ["InstanceNormalization"] = (t, node) => t.InstanceNormalization(node),
        ["LayerNormalization"] = (t, node) => t.LayerNormalization(node),
        ["GroupNormalization"] = (t, node) => t.GroupNormalization(node),
        ["MeanVarianceNormalization"] = (t, node) => t.MeanVarianceNormalization(node),
        ["LRN"] = (t, node) => t.LocalResponseNormalization(node),
        ["PRelu"] = (t, node) => t.ParametricRectifier(node),
        ["Softmax"] = (t, node) => t.Softmax(node, "softmax"),
        ["LogSoftmax"] = (t, node) => t.Softmax(node, "log_softmax"),
        ["Add"] = (t, node) => t.Join(node, "add"),
        ["Sum"] = (t, node) => t.Join(node, "add"),
        ["Mul"] = (t, node) => t.Join(node, "multiply"),
        ["Concat"] = (t, node) => t.Concat(node),
        ["Pad"] = (t, node) => t.Pad(node),
        ["DepthToSpace"] = (t, node) => t.DepthToSpace(node),
        ["SpaceToDepth"] = (t, node) => t.SpaceToDepth(node),
        ["Flatten"] = (t, node) => t.Flatten(node),
        ["Reshape"] = (t, node) => t.Reshape(node),
        ["Squeeze"] = (t, node) => t.Squeeze(node),
        ["Unsqueeze"] = (t, node) => t.Unsqueeze(node),
        ["SoftmaxCrossEntropyLoss"] = (t, node) => t.SoftmaxCrossEntropy(node),
        ["NegativeLogLikelihoodLoss"] = (t, node) => t.NegativeLogLikelihood(node),
    };

    private readonly OnnxCase _case;
    private readonly IReadOnlyList<OnnxNode> _nodes;
    private readonly Dictionary<string, Tensor> _constants;
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, Tensor> _inputs = [];
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, Tensor> _expected = [];
    private readonly bool _anyRank;
    private GraphBuilder? _graph;
    private Loss? _loss;
    private Tensor? _target;
    private bool _training;

    private OnnxTranslator(OnnxCase given)
    {
        _case = given;
        (_nodes, _constants) = OnnxConstants.Fold(given);
        _nodes = PixelShuffles(_nodes);
        _anyRank = _nodes.All(node => Elementwise.ContainsKey(node.Op));
    }

    /// <summary>Translates a case.</summary>
    /// <exception cref="InexpressibleException">The vocabulary has no words for it.</exception>
    public static OnnxTranslation Translate(OnnxCase given) => new OnnxTranslator(given).Translate();

    private OnnxTranslation Translate()
    {
        if (_nodes.FirstOrDefault(node => !Elementwise.ContainsKey(node.Op) && !Operations.ContainsKey(node.Op)) is { } unknown) throw new InexpressibleException($"No layer for {unknown.Op}.");
        foreach (OnnxNode node in _nodes) _values[node.Outputs[0]] = Elementwise.ContainsKey(node.Op) ? Activation(node) : Operations[node.Op](this, node);

        var outputs = new List<OnnxOutput>();
        var missing = new List<string>();
        foreach ((string name, OnnxTensor output) in _case.Outputs)
        {
            bool given = _values.TryGetValue(name, out string? source) && (source == Graph.Last || source == OnnxTranslation.LossValue || _tensors.ContainsKey(source));
            if (given) outputs.Add(new(name, source!, _expected.GetValueOrDefault(name, output.Value!)));
            else missing.Add(name);
        }

        if (outputs.Count == 0) throw new InexpressibleException("No output that a network has.");

        return new(Graph.Build(_inputs.Values.First().N), _loss ?? new("dot", NodeAttributes.Of(new { })), _inputs, _tensors, _target, _training, outputs, missing);
    }

    private GraphBuilder Graph => _graph ?? throw new InexpressibleException("No input.");

    /// <summary>The graph's name for a value. A case's input enters the graph here.</summary>
    private string Value(string name)
    {
        if (_values.TryGetValue(name, out string? value)) return value;
        if (_constants.ContainsKey(name) && !_case.Inputs.ContainsKey(name)) throw new InexpressibleException("A constant as an input.");
        if (!_case.Inputs.TryGetValue(name, out OnnxTensor? input)) throw new InexpressibleException("An input that is a node's second output.");
        if (input.IsInitializer) throw new InexpressibleException("A constant as an input.");
        if (input.Type != "float32") throw new InexpressibleException($"{input.Type} input.");
        Tensor tensor = input.Value!;
        // Where each number goes its own way, any shape is a vector.
        if (_anyRank && tensor.Shape.Length is not (2 or 4)) tensor = tensor.Reshape(1, tensor.Data.Length);
        if (tensor.Shape.Length is not (2 or 4)) throw new InexpressibleException($"Rank {tensor.Shape.Length}.");
        if (_inputs.Count > 0 && _inputs.Values.First().N != tensor.N) throw new InexpressibleException("Inputs of different batches.");

        if (_graph is null) _graph = new GraphBuilder(tensor.Shape[1..]);
        else _graph.AddInput(tensor.Shape[1..]);
        string id = $"x{_inputs.Count}";
        _inputs.Add(id, tensor);
        _values.Add(name, id);
        return id;
    }

    /// <summary>A node's first input, which must be an image.</summary>
    private string Image(OnnxNode node) => OfRank(4, node);

    /// <summary>A node's first input, which must be a vector.</summary>
    private string Vector(OnnxNode node) => OfRank(2, node);

    private string OfRank(int rank, OnnxNode node)
    {
        string value = Value(node.Inputs[0]);
        int actual = Graph.Shape(value).Length + 1;
        return actual == rank ? value : throw new InexpressibleException($"{node.Op} of rank {actual}.");
    }

    /// <summary>A parameter: a constant or an input of the case, which a network has as a tensor or in its declaration.</summary>
    private Tensor Parameter(OnnxNode node, int input) => _constants.TryGetValue(node.Inputs[input], out Tensor? constant)
        ? constant
        : throw new InexpressibleException($"{node.Op} with computed parameters.");

    /// <summary>Adds an operation, with its tensors by role.</summary>
    private string Add(string input, string op, object? attributes = null, params (string Role, Tensor Value)[] tensors)
    {
        Graph.Add(op, attributes, input);
        foreach ((string role, Tensor value) in tensors)
        {
            TensorInfo info = Graph.Tensors.Single(tensor => tensor.Name == $"{Graph.Last}.{role}");
            if (Tensor.Length(info.Shape) != value.Data.Length) throw new InexpressibleException($"'{op}' with a {role} of {value}.");
            _tensors.Add(info.Name, value.Reshape(info.Shape));
        }

        return Graph.Last;
    }
}
