namespace Fovea.Tests.Numerics;

/// <summary>A declaration's parts as the graph that the reference runs: blocks written out, residuals as additions.</summary>
internal sealed class Expansion
{
    private readonly Dictionary<string, string> _tensorNames = [];
    private readonly HashSet<string> _frozen = [];

    public Expansion(int[] input) => Graph = new GraphBuilder(input);

    private Expansion(Expansion other)
    {
        Graph = other.Graph.Copy();
        _tensorNames = new(other._tensorNames);
        _frozen = [.. other._frozen];
    }

    public GraphBuilder Graph { get; }

    /// <summary>Graph tensor → network tensor.</summary>
    public IReadOnlyDictionary<string, string> TensorNames => _tensorNames;

    /// <summary>Parameters that are not trained.</summary>
    public IReadOnlySet<string> Frozen => _frozen;

    public Expansion Copy() => new(this);

    public Place At(Scope scope, string? from) => new(
        Graph.Shape(from is null ? scope.Current : scope.Outputs[from]),
        scope.Outputs.ToDictionary(pair => pair.Key, pair => Graph.Shape(pair.Value)),
        scope.Pools.ToDictionary(name => name, name => (Graph.Shape(Graph.Nodes.Single(node => node.Id == scope.Outputs[name]).In[0]), Graph.Shape(scope.Outputs[name]))));

    /// <exception cref="ArgumentException">It does not fit here.</exception>
    public void Add(Scope scope, Part part)
    {
        if (part.From is { } from) scope.Current = scope.Outputs[from];
        switch (part)
        {
            case ExpectPart expectation:
                if (!expectation.Shape.SequenceEqual(Graph.Shape(scope.Current))) throw new IllegalException("Something else is expected.");
                return;
            case LayerPart layer:
                AddLayer(scope, layer);
                break;
            case UsePart use:
                AddUse(scope, use);
                break;
        }

        scope.Outputs.Add(part.Name, scope.Current);
    }

    private void AddLayer(Scope scope, LayerPart layer)
    {
        if (Graph.Shape(scope.Current).Length != layer.Input.Length) throw new IllegalException("An image is no vector.");
        NodeAttributes attributes = scope.Givens is { } givens ? layer.Attributes.Map(givens.Resolve) : layer.Attributes;
        // A depthwise convolution says nothing of channels, and takes what comes.
        int channels = Graph.Shape(scope.Current)[0];
        if (attributes.Text("spelling", "") == "DepthwiseConv2d") attributes = attributes.With("out_channels", channels).With("groups", channels);
        string[] others = [.. layer.Others.Select(name => scope.Outputs[name])], reads = [scope.Current, .. others];
        if (layer.Op == "concat") reads = [.. others, scope.Current];
        if (layer.Op == "max_unpool2d") (reads, attributes) = ([scope.Current], attributes.With("pool", others[0]));
        scope.Current = AddNode(scope, layer.Name, layer.Op, attributes, reads);
        if (layer.Op == "max_pool2d" && !attributes.Has("padding_mode")) scope.Pools.Add(layer.Name);
    }

    private void AddUse(Scope scope, UsePart use)
    {
        UseArguments arguments = use.Arguments;
        int channels = Resolve(arguments.Channels) ?? Graph.Shape(scope.Current)[0];
        for (int i = 0; i < (arguments.Repeat ?? 1); i++)
        {
            string local = arguments.Repeat is null ? $"{use.Name}." : $"{use.Name}.{i}.", input = scope.Current;
            if (use.Body.Input is { } shape && !shape.SequenceEqual(Graph.Shape(input))) throw new IllegalException("The network's input is another.");
            var givens = new Givens(channels, Resolve(arguments.Hidden), Resolve(arguments.Kernel), i == 0 ? Resolve(arguments.Stride) ?? 1 : 1, Resolve(arguments.Padding), Resolve(arguments.Groups) ?? 1);
            var inner = new Scope(scope.Prefix + local, givens, scope.IsFrozen || arguments.Frozen, input);
            foreach (Part part in use.Body.Parts) Add(inner, part);
            scope.Current = use.Skip is null ? inner.Current : AddSkip(inner, use.Skip, use.Body.Normalises, input);
        }

        int? Resolve(int? value) => value is { } number && scope.Givens is { } outer ? outer.Resolve(number) : value;
    }

    // What the block made, and what came into it, added up.
    private string AddSkip(Scope inner, Skip skip, bool normalises, string input)
    {
        int[] before = Graph.Shape(input), after = Graph.Shape(inner.Current);
        string shortcut = input;
        if (!before.SequenceEqual(after) || skip.Shortcut is Shortcut.Projection or Shortcut.ZeroPad)
        {
            if (skip.Shortcut == Shortcut.Identity || before.Length != 3 || after.Length != 3) throw new IllegalException("No shortcut between these.");
            int[] stride = [Ratio(before[1], after[1]), Ratio(before[2], after[2])];
            shortcut = skip.Shortcut == Shortcut.ZeroPad
                ? AddZeroPad(inner, input, stride, before[0], after[0])
                : AddProjection(inner, input, stride, after[0], skip.Norm ?? normalises, skip.Bias);
        }

        string sum = AddNode(inner, "sum", "add", NodeAttributes.Of(new { }), inner.Current, shortcut);
        if (skip.After == Activation.None) return sum;
        string op = skip.After switch { Activation.LeakyReLU => "leaky_relu", Activation other => other.ToString().ToLowerInvariant() };
        return AddNode(inner, "after", op, NodeAttributes.Of(new { }), sum);
    }

    private string AddProjection(Scope inner, string input, int[] stride, int channels, bool norm, bool? bias)
    {
        string projection = AddNode(inner, "downsample.0", "conv2d", NodeAttributes.Of(new { out_channels = channels, kernel = 1, stride, bias = bias ?? !norm }), input);
        return norm ? AddNode(inner, "downsample.1", "batch_norm", NodeAttributes.Of(new { }), projection) : projection;
    }

    // Every stride-th pixel between channels of zeros: half of them before, the odd one after.
    private string AddZeroPad(Scope inner, string input, int[] stride, int from, int to)
    {
        if (to < from) throw new IllegalException("Zero channels cannot take any away.");
        string pixels = AddNode(inner, "pixels", "avg_pool2d", NodeAttributes.Of(new { kernel = 1, stride }), input);
        if (to == from) return pixels;
        string zero = AddNode(inner, "zero", "filter", NodeAttributes.Of(new { weights = new[] { 0.0 }, sum = true }), pixels);
        int before = (to - from) / 2;
        return AddNode(inner, "padded", "concat", NodeAttributes.Of(new { }), [.. Enumerable.Repeat(zero, before), pixels, .. Enumerable.Repeat(zero, to - from - before)]);
    }

    // The smallest stride of a 1×1 window that makes this size.
    private static int Ratio(int from, int to)
    {
        for (int stride = 1; stride <= from; stride++)
        {
            if ((from - 1) / stride + 1 == to) return stride;
        }

        throw new IllegalException($"No stride takes {from} to {to}.");
    }

    private string AddNode(Scope scope, string name, string op, NodeAttributes attributes, params string[] reads)
    {
        Legality.Check(op, attributes, [.. reads.Select(Graph.Shape)]);
        if (scope.IsFrozen && op is "batch_norm" or "dropout" or "dropout2d") attributes = attributes.With("training", false);
        Graph.Add(op, attributes, reads);
        if (Tensor.Length(Graph.LastShape) > Legality.LargestOutput) throw new IllegalException("Too large for the reference.");
        Node node = Graph.Nodes[^1];
        foreach ((string role, string tensor) in node.Parameters.Concat(node.Buffers)) _tensorNames.Add(tensor, $"{scope.Prefix}{name}.{role}");
        if (scope.IsFrozen) _frozen.UnionWith(node.Parameters.Values);
        return node.Id;
    }
}
