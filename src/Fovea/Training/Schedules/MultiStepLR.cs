namespace Fovea;

/// <summary>Multiplies the learning rate with γ at each milestone: lr = initial · γ^(milestones reached). PyTorch's <c>MultiStepLR</c>.</summary>
public sealed class MultiStepLR : LRScheduler
{
    private readonly int[] _milestones;

    /// <summary>A schedule with milestones.</summary>
    /// <param name="milestones">After how many epochs (or steps) it falls, each time.</param>
    /// <param name="gamma">The factor γ, at least 0.</param>
    public MultiStepLR(IEnumerable<int> milestones, double gamma = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        (_milestones, Gamma) = ([.. milestones.Order()], Finite(gamma, nameof(gamma)));
    }

    /// <summary>After how many epochs or steps it falls, in order.</summary>
    public IReadOnlyList<int> Milestones => _milestones;

    /// <summary>The factor.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double LearningRateAt(long index, double initial) => initial * Math.Pow(Gamma, _milestones.Count(milestone => milestone <= index));
}
