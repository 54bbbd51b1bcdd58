namespace Fovea;

/// <summary>
/// Multiplies the learning rate when what it watches has not become better for some epochs. PyTorch's <c>ReduceLROnPlateau</c> with its defaults. It remembers:
/// a checkpoint keeps that.
/// </summary>
public sealed class ReduceLROnPlateau : LRScheduler
{
    private double _best = double.NaN, _rate = double.NaN;
    private int _badEpochs, _cooldown;

    /// <summary>A schedule that waits.</summary>
    /// <param name="factor">What the learning rate is multiplied with, below 1.</param>
    /// <param name="patience">How many epochs without improvement are let pass.</param>
    public ReduceLROnPlateau(double factor = 0.1, int patience = 10)
    {
        if (!(factor is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(factor), factor, "A factor is at least 0 and below 1.");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        (Factor, Patience) = (factor, patience);
    }

    /// <summary>What the learning rate is multiplied with.</summary>
    public double Factor { get; }

    /// <summary>How many epochs without improvement are let pass.</summary>
    public int Patience { get; }

    /// <summary>What it watches. Default: the validation loss, or without one the training loss.</summary>
    public Objective Objective { get; init; } = Objective.Loss;

    /// <summary>By how much a value must be better to count. Default: 1e-4.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether <see cref="Threshold"/> is a share of the best value, PyTorch's <c>rel</c>, or a difference, its <c>abs</c>. Default: a share.</summary>
    public bool ThresholdIsRelative { get; init; } = true;

    /// <summary>Epochs to wait after a reduction before counting again. Default: 0.</summary>
    public int Cooldown { get; init; }

    /// <summary>The lowest learning rate. Default: 0.</summary>
    public double Minimum { get; init; }

    /// <summary>A change of at most this is not made. Default: 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override double LearningRateAt(long index, double initial) => double.IsNaN(_rate) ? initial : _rate;

    /// <inheritdoc/>
    public override void Observe(EpochReport report, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        double value = Objective.Value(report);
        if (Objective.IsBetter(value, _best, ThresholdIsRelative ? Threshold * _best : Threshold)) (_best, _badEpochs) = (value, 0);
        else _badEpochs++;
        if (_cooldown > 0) (_cooldown, _badEpochs) = (_cooldown - 1, 0);
        if (_badEpochs <= Patience) return;
        (_cooldown, _badEpochs) = (Cooldown, 0);
        double rate = LearningRateAt(0, optimizer.InitialLearningRate), reduced = Math.Max(rate * Factor, Minimum);
        if (rate - reduced > Epsilon) _rate = reduced;
    }

    internal override void Exchange(StateExchange state)
    {
        state.Number("best", ref _best);
        state.Number("rate", ref _rate);
        state.Number("bad_epochs", ref _badEpochs);
        state.Number("cooldown", ref _cooldown);
    }
}
