namespace Fovea;

/// <summary>The mean of the squared differences between outputs and targets, over all numbers.</summary>
public sealed class MeanSquaredError : IMetric<float>
{
    private double _sum;
    private long _count;

    /// <inheritdoc/>
    public string Name => "MSE";

    /// <inheritdoc/>
    public double Value => _sum / _count;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int images)
    {
        if (outputs.Length != targets.Length) throw new ArgumentException($"There are {outputs.Length} outputs and {targets.Length} targets.", nameof(targets));
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = (double)outputs[i] - targets[i];
            _sum += difference * difference;
        }
        _count += outputs.Length;
    }

    /// <inheritdoc/>
    public void Clear() => (_sum, _count) = (0, 0);
}
