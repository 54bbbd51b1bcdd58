namespace Fovea.Tests.Numerics;

/// <summary>One evaluation of a graph, and its differentiation.</summary>
internal sealed class Run
{
    private readonly Graph _graph;
    private readonly Dictionary<string, Tensor> _inputs;
    private readonly Dictionary<string, Tensor> _gradients = [];
    private readonly Jitter _jitter;

    /// <param name="graph">What to run.</param>
    /// <param name="inputs">The inputs, by name.</param>
    /// <param name="tensors">Parameters and buffers, by name. Copied: the run's own buffers are in <see cref="Tensors"/>.</param>
    /// <param name="training">Training mode, for nodes that do not say.</param>
    /// <param name="jitter">Disturbs every number, to see what rounding may do. None by default.</param>
    public Run(Graph graph, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> tensors, bool training, Jitter? jitter = null)
    {
        _graph = graph;
        _jitter = jitter ?? Jitter.None;
        Training = training;
        _inputs = inputs.ToDictionary(pair => pair.Key, pair => _jitter.Apply(pair.Value.Clone()));
        Tensors = tensors.ToDictionary(pair => pair.Key, pair => _jitter.Apply(pair.Value.Clone()));
        foreach (Node node in graph.Nodes)
        {
            var step = new Step(node, this);
            step.Output = _jitter.Apply(Operation.Named(node.Op).Forward(step));
            Steps.Add(node.Id, step);
        }
    }

    public bool Training { get; }

    public Dictionary<string, Step> Steps { get; } = [];

    public Dictionary<string, Tensor> Tensors { get; }

    /// <summary>The smallest distance of any value from a kink: gradients of two correct programs may differ where it is tiny.</summary>
    public double Margin { get; set; } = double.PositiveInfinity;

    public Tensor Output => Value(_graph.Output);

    /// <summary>The largest size of any number.</summary>
    public double Largest => Steps.Values.Max(step => step.Output.Data.Max(Math.Abs));

    public Tensor Value(string name) => _inputs.TryGetValue(name, out Tensor? input) ? input : Steps[name].Output;

    /// <summary>Where the gradient of an output, an input or a parameter accumulates.</summary>
    public Tensor Gradient(string name)
    {
        if (!_gradients.TryGetValue(name, out Tensor? gradient))
        {
            Tensor value = Tensors.TryGetValue(name, out Tensor? tensor) ? tensor : Value(name);
            _gradients.Add(name, gradient = value.Like());
        }

        return gradient;
    }

    /// <summary>Numbers as rounding would leave them.</summary>
    public double[] Disturb(double[] values) => _jitter.Apply(values);

    /// <summary>Differentiates: afterwards <see cref="Gradient"/> answers for inputs and parameters.</summary>
    public void Backward(Tensor dy)
    {
        Gradient(_graph.Output).Add(dy);
        foreach (Node node in _graph.Nodes.Reverse())
        {
            if (!_gradients.TryGetValue(node.Id, out Tensor? gradient)) continue;
            Operation.Named(node.Op).Backward(Steps[node.Id], _jitter.Apply(gradient));
        }
    }
}

/// <summary>Multiplies numbers by 1 ± a little, as rounding would.</summary>
internal sealed class Jitter(double magnitude, int seed)
{
    private readonly Random _random = new(seed);

    public static Jitter None { get; } = new(0, 0);

    public Tensor Apply(Tensor tensor)
    {
        Apply(tensor.Data);
        return tensor;
    }

    public double[] Apply(double[] values)
    {
        if (magnitude == 0) return values;
        foreach (ref double value in values.AsSpan()) value *= 1 + magnitude * (2 * _random.NextDouble() - 1);
        return values;
    }
}
