namespace Fovea;

/// <summary>A straight line from one factor of the initial learning rate to another, then level: the usual warm-up. lr = initial · (start + (end − start) · min(t, T) / T). PyTorch's <c>LinearLR</c>.</summary>
public sealed class LinearLR : LRScheduler
{
    /// <summary>A straight line.</summary>
    /// <param name="length">T: how many epochs (or steps) it takes.</param>
    /// <param name="startFactor">The factor at first.</param>
    /// <param name="endFactor">The factor at its end, and after.</param>
    public LinearLR(int length, double startFactor = 1.0 / 3, double endFactor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (Length, StartFactor, EndFactor) = (length, Finite(startFactor, nameof(startFactor)), Finite(endFactor, nameof(endFactor)));
    }

    /// <summary>How many epochs or steps it takes.</summary>
    public int Length { get; }

    /// <summary>The factor at first.</summary>
    public double StartFactor { get; }

    /// <summary>The factor at its end.</summary>
    public double EndFactor { get; }

    /// <inheritdoc/>
    public override double LearningRateAt(long index, double initial) => initial * (StartFactor + (EndFactor - StartFactor) * Math.Min(index, Length) / Length);
}
