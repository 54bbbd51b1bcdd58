namespace Fovea;

/// <summary>A schedule of the learning rate, as PyTorch's of the same name. It counts epochs or steps from 0 and remembers nothing else, unless it says so: resuming needs no care.</summary>
public abstract class LRScheduler
{
    /// <summary>What is counted.</summary>
    public ScheduleInterval Interval { get; init; }

    /// <summary>The learning rate after so many epochs or steps.</summary>
    /// <param name="index">How many epochs or steps were completed; 0 in the first.</param>
    /// <param name="initial">The learning rate that the optimizer was made with.</param>
    public abstract double LearningRateAt(long index, double initial);

    /// <summary>Sets the optimizer for the epoch or step of an index.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="index">How many epochs or steps were completed; 0 in the first.</param>
    public virtual void Apply(Optimizer optimizer, long index)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.LearningRate = LearningRateAt(index, optimizer.InitialLearningRate);
    }

    /// <summary>Looks at an epoch's report. Most schedules do not.</summary>
    /// <param name="report">What the epoch came to.</param>
    /// <param name="optimizer">The optimizer.</param>
    public virtual void Observe(EpochReport report, Optimizer optimizer)
    {
    }

    /// <summary>What a checkpoint has to keep, by name: of most schedules nothing.</summary>
    internal virtual void Exchange(StateExchange state)
    {
    }

    private protected static double Finite(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number of at least 0.");
}
