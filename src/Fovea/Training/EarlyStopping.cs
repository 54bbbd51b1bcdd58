namespace Fovea;

/// <summary>Stops training when what it watches has not become better for some epochs, and gives the network back the weights of the best one. Keras' <c>EarlyStopping</c>.</summary>
public sealed class EarlyStopping
{
    private double _best = double.NaN;
    private int _bestEpoch, _badEpochs;

    /// <summary>Stops after so many epochs without improvement.</summary>
    /// <param name="patience">How many, at least 1.</param>
    public EarlyStopping(int patience)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        Patience = patience;
    }

    /// <summary>How many epochs without improvement stop it.</summary>
    public int Patience { get; }

    /// <summary>What it watches. Default: the validation loss, or without one the training loss.</summary>
    public Objective Objective { get; init; } = Objective.Loss;

    /// <summary>By how much a value must be better to count. Default: 0.</summary>
    public double MinDelta { get; init; }

    /// <summary>Whether the best epoch's weights, running statistics included, are kept and given back on stopping. Default: true.</summary>
    public bool RestoresBest { get; init; } = true;

    /// <summary>The best value; NaN before the first epoch.</summary>
    public double Best => _best;

    /// <summary>The epoch that had it, from 1; 0 before the first.</summary>
    public int BestEpoch => _bestEpoch;

    /// <summary>Whether it has stopped the training.</summary>
    public bool HasStopped => _badEpochs >= Patience;

    /// <summary>The best epoch's parameters and buffers; empty before, or where they are not kept.</summary>
    internal (float[] Parameters, float[] Buffers) BestWeights { get; set; } = ([], []);

    /// <summary>Gives a network the best epoch's weights: on stopping this is done by itself; where the epochs ran out first, it is for the caller to do.</summary>
    /// <param name="network">The network.</param>
    public void Restore(IParameterized network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (BestWeights.Parameters.Length == 0) return;
        BestWeights.Parameters.CopyTo(network.Parameters);
        BestWeights.Buffers.CopyTo(network.Buffers);
    }

    /// <summary>Looks at an epoch.</summary>
    /// <param name="report">What it came to.</param>
    /// <param name="network">The network.</param>
    /// <param name="average">Where validation measured averages, these.</param>
    internal void Observe(EpochReport report, IParameterized network, ExponentialMovingAverage? average)
    {
        double value = Objective.Value(report);
        if (!Objective.IsBetter(value, _best, MinDelta))
        {
            _badEpochs++;
            return;
        }
        (_best, _bestEpoch, _badEpochs) = (value, report.Epoch, 0);
        if (!RestoresBest) return;
        ReadOnlySpan<float> parameters = average is { Parameters.IsEmpty: false } ? average.Parameters : network.ReadParameters();
        BestWeights = (parameters.ToArray(), network.ReadBuffers().ToArray());
    }

    internal void Exchange(StateExchange state)
    {
        state.Number("best", ref _best);
        state.Number("best_epoch", ref _bestEpoch);
        state.Number("bad_epochs", ref _badEpochs);
    }
}
