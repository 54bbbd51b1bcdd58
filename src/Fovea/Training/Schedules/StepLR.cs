namespace Fovea;

/// <summary>Multiplies the learning rate with γ after every so many epochs or steps: lr = initial · γ^⌊t / size⌋. PyTorch's <c>StepLR</c>.</summary>
public sealed class StepLR : LRScheduler
{
    /// <summary>A schedule in steps of equal length.</summary>
    /// <param name="stepSize">After how many epochs (or steps) each falls.</param>
    /// <param name="gamma">The factor γ, at least 0.</param>
    public StepLR(int stepSize, double gamma = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepSize, 1);
        (StepSize, Gamma) = (stepSize, Finite(gamma, nameof(gamma)));
    }

    /// <summary>After how many epochs or steps each falls.</summary>
    public int StepSize { get; }

    /// <summary>The factor.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double LearningRateAt(long index, double initial) => initial * Math.Pow(Gamma, index / StepSize);
}
