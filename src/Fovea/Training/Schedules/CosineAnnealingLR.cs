namespace Fovea;

/// <summary>
/// Half a cosine from the initial learning rate to the least: lr = η + (initial − η)(1 + cos(π t / T)) / 2. PyTorch's <c>CosineAnnealingLR</c>; after Loshchilov and
/// Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, without the restarts. Beyond T it rises again, as there.
/// </summary>
public sealed class CosineAnnealingLR : LRScheduler
{
    /// <summary>Half a cosine.</summary>
    /// <param name="length">T: how many epochs (or steps) it takes.</param>
    /// <param name="minimum">η: the learning rate at its end. One for all parameter groups, before their factors.</param>
    public CosineAnnealingLR(int length, double minimum = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (Length, Minimum) = (length, Finite(minimum, nameof(minimum)));
    }

    /// <summary>How many epochs or steps it takes.</summary>
    public int Length { get; }

    /// <summary>The learning rate at its end.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    public override double LearningRateAt(long index, double initial) => Minimum + (initial - Minimum) * (1 + Math.Cos(Math.PI * index / Length)) / 2;
}
