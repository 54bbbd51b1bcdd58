namespace Fovea;

/// <summary>Told what happens in a training; overrides what it wants to know. For <see cref="Trainer{TNetwork, TTarget}.Callbacks"/>.</summary>
public abstract class TrainerCallback
{
    /// <summary>An epoch begins, or goes on after a checkpoint.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public virtual void OnEpochStart(int epoch)
    {
    }

    /// <summary>The gradients of a step are there, before clipping and before the optimizer sees them. They may be changed.</summary>
    /// <param name="gradients">The gradients, laid out as the network's parameters.</param>
    public virtual void OnGradients(Span<float> gradients)
    {
    }

    /// <summary>A step was made.</summary>
    /// <param name="progress">Where training stands.</param>
    public virtual void OnStepEnd(TrainingProgress progress)
    {
    }

    /// <summary>An epoch was completed, validation included.</summary>
    /// <param name="report">What it came to.</param>
    public virtual void OnEpochEnd(EpochReport report)
    {
    }
}
