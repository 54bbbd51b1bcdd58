namespace Fovea;

/// <summary>
/// A moving average of a network's parameters, average = decay · average + (1 − decay) · parameters after every step; the first step's are its start. PyTorch's
/// <c>AveragedModel</c> with <c>get_ema_multi_avg_fn</c>. Set as <see cref="Trainer{TNetwork, TTarget}.Average"/>, validation measures the average. Buffers are the network's own.
/// </summary>
public sealed class ExponentialMovingAverage
{
    private float[] _average = [];

    /// <summary>A moving average.</summary>
    /// <param name="decay">How much of the average is kept with each step, 0 to below 1.</param>
    public ExponentialMovingAverage(double decay = 0.999)
    {
        if (!(decay is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(decay), decay, "A decay is at least 0 and below 1.");
        Decay = decay;
    }

    /// <summary>How much of the average is kept with each step.</summary>
    public double Decay { get; }

    /// <summary>The averages, one a parameter, at its index. Empty before the first update.</summary>
    public ReadOnlySpan<float> Parameters => _average;

    /// <summary>Takes in the parameters as they are now.</summary>
    /// <param name="network">The network.</param>
    public void Update(IParameterized network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ReadOnlySpan<float> parameters = network.ReadParameters();
        if (_average.Length == 0) _average = parameters.ToArray();
        else if (_average.Length != parameters.Length) throw new InvalidOperationException($"This average is of {_average.Length} parameters, and {parameters.Length} were given.");
        else UpdateRule.ApplyToAll(new Rule((float)(1 - Decay)), _average, parameters, default, default);
    }

    /// <summary>Gives a network the averages in place of its parameters. Before the first update: nothing.</summary>
    /// <param name="network">The network.</param>
    public void CopyTo(IParameterized network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (_average.Length > 0) _average.CopyTo(network.Parameters);
    }

    /// <summary>Exchanges the averages with a network's parameters; a second time, exchanges them back. Before the first update: nothing.</summary>
    /// <param name="network">The network.</param>
    public void SwapWith(IParameterized network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (_average.Length == 0) return;
        Span<float> parameters = network.Parameters;
        for (int i = 0; i < _average.Length; i++) (_average[i], parameters[i]) = (parameters[i], _average[i]);
    }

    /// <summary>Goes on from averages of a checkpoint.</summary>
    internal void Restore(float[] average) => _average = average;

    private readonly struct Rule(float rest) : IUpdateRule
    {
        public int States => 0;

        public void Apply<TFloats>(ref TFloats average, TFloats parameter, ref TFloats unused, ref TFloats unusedToo, ref TFloats unusedAsWell)
            where TFloats : struct, IFloats<TFloats> => average = TFloats.MultiplyAdd(TFloats.All(rest), parameter - average, average);
    }
}
