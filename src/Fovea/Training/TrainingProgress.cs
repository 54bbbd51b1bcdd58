namespace Fovea;

/// <summary>Where training stands after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step within it, from 1.</param>
/// <param name="Steps">How many steps the epoch has.</param>
/// <param name="Loss">The loss of this step's batch.</param>
public readonly record struct TrainingProgress(int Epoch, int Step, int Steps, float Loss)
{
    /// <summary>The learning rate of this step, before the factors of parameter groups.</summary>
    public double LearningRate { get; init; }

    /// <summary>The Euclidean norm of this step's gradients, before clipping.</summary>
    public double GradientNorm { get; init; }

    /// <summary>How many images the epoch has gone through so far.</summary>
    public int Images { get; init; }

    /// <summary>The epoch's time so far.</summary>
    public TimeSpan Elapsed { get; init; }
}
