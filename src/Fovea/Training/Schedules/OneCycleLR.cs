namespace Fovea;

/// <summary>
/// One cycle: up from max / <c>divFactor</c> to max, and down to a <c>finalDivFactor</c>-th of the start, while the momentum (Adam's first beta) goes the other way.
/// Set with every step. PyTorch's <c>OneCycleLR</c>; after Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018.
/// </summary>
public sealed class OneCycleLR : LRScheduler
{
    private readonly (double End, double FromRate, double ToRate, double FromMomentum, double ToMomentum)[] _phases;
    private readonly bool _cosine, _cycleMomentum;

    /// <summary>One cycle.</summary>
    /// <param name="maximum">The highest learning rate. The optimizer's own does not count.</param>
    /// <param name="steps">How many steps the cycle has: all of the training's.</param>
    /// <param name="risingShare">The share of the steps that it rises: PyTorch's <c>pct_start</c>, 0 to 1.</param>
    /// <param name="cosine">Whether it follows a cosine, or straight lines.</param>
    /// <param name="cycleMomentum">Whether the momentum goes the other way. Needs <see cref="Sgd"/> with momentum, <see cref="Adam"/> or <see cref="AdamW"/>.</param>
    /// <param name="baseMomentum">The lowest momentum, where the learning rate is highest.</param>
    /// <param name="maximumMomentum">The highest.</param>
    /// <param name="divFactor">What the maximum is divided by at the start.</param>
    /// <param name="finalDivFactor">What the start is divided by at the end.</param>
    /// <param name="threePhase">Whether it falls to the start as fast as it rose, and then to the end; else it falls to the end at once.</param>
    public OneCycleLR(
        double maximum, int steps, double risingShare = 0.3, bool cosine = true, bool cycleMomentum = true, double baseMomentum = 0.85, double maximumMomentum = 0.95,
        double divFactor = 25, double finalDivFactor = 1e4, bool threePhase = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divFactor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(finalDivFactor);
        if (!(risingShare is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(risingShare), risingShare, "A share is between 0 and 1.");
        (Maximum, Steps, _cosine, _cycleMomentum) = (Finite(maximum, nameof(maximum)), steps, cosine, cycleMomentum);
        Finite(baseMomentum, nameof(baseMomentum));
        Finite(maximumMomentum, nameof(maximumMomentum));
        Interval = ScheduleInterval.Step;
        double start = maximum / divFactor, end = start / finalDivFactor, rising = risingShare * steps;
        _phases = threePhase
            ?
            [
                (rising - 1, start, maximum, maximumMomentum, baseMomentum),
                (2 * rising - 2, maximum, start, baseMomentum, maximumMomentum),
                (steps - 1, start, end, maximumMomentum, maximumMomentum),
            ]
            : [(rising - 1, start, maximum, maximumMomentum, baseMomentum), (steps - 1, maximum, end, baseMomentum, maximumMomentum)];
    }

    /// <summary>The highest learning rate.</summary>
    public double Maximum { get; }

    /// <summary>How many steps the cycle has.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The cycle is over.</exception>
    public override double LearningRateAt(long index, double initial) => At(index).Rate;

    /// <summary>The momentum of a step.</summary>
    /// <param name="index">How many steps were completed; 0 in the first.</param>
    /// <exception cref="InvalidOperationException">The cycle is over.</exception>
    public double MomentumAt(long index) => At(index).Momentum;

    /// <inheritdoc/>
    public override void Apply(Optimizer optimizer, long index)
    {
        base.Apply(optimizer, index);
        if (!_cycleMomentum) return;
        if (optimizer is not IMomentum momentum || optimizer is Sgd { StateNames.IsEmpty: true })
            throw new InvalidOperationException($"This {optimizer.GetType().Name} has no momentum to cycle. Make it with one, or the schedule with cycleMomentum: false.");
        momentum.Momentum = MomentumAt(index);
    }

    private (double Rate, double Momentum) At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (index >= Steps) throw new InvalidOperationException($"This cycle has {Steps} steps, and step {index + 1} was asked for. Make it with the number of steps of the whole training.");
        double begin = 0;
        for (int i = 0; ; i++)
        {
            (double end, double fromRate, double toRate, double fromMomentum, double toMomentum) = _phases[i];
            if (index <= end || i == _phases.Length - 1)
            {
                double share = end > begin ? (index - begin) / (end - begin) : 1;
                return (Between(fromRate, toRate, share), Between(fromMomentum, toMomentum, share));
            }
            begin = end;
        }
    }

    private double Between(double from, double to, double share) => _cosine ? to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share)) : from + (to - from) * share;
}
