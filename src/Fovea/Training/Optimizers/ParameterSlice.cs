namespace Fovea;

/// <summary>What one call of <see cref="Optimizer.Update"/> works on: neighbouring parameters with the same settings.</summary>
public readonly ref struct ParameterSlice
{
    private readonly Optimizer _optimizer;
    private readonly int _offset;

    internal ParameterSlice(Optimizer optimizer, int offset, Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate, double weightDecay, long step)
    {
        _optimizer = optimizer;
        _offset = offset;
        Parameters = parameters;
        Gradients = gradients;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        Step = step;
    }

    /// <summary>The parameters, to be changed.</summary>
    public Span<float> Parameters { get; }

    /// <summary>The loss's gradient by each of them.</summary>
    public ReadOnlySpan<float> Gradients { get; }

    /// <summary>Their learning rate.</summary>
    public double LearningRate { get; }

    /// <summary>Their weight decay.</summary>
    public double WeightDecay { get; }

    /// <summary>Which step this is for them, from 1.</summary>
    public long Step { get; }

    /// <summary>Their part of the state of an index in <see cref="Optimizer.StateNames"/>; empty where there is none.</summary>
    /// <param name="index">The index.</param>
    public Span<float> State(int index) => _optimizer.State(index) is { IsEmpty: false } state ? state.Slice(_offset, Parameters.Length) : [];
}
