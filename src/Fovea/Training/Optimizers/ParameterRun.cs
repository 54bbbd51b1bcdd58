namespace Fovea;

/// <summary>One tensor of an optimizer's parameters, or all of them before it knows of tensors, with its settings.</summary>
internal sealed class ParameterRun(int offset, int length)
{
    public int Offset => offset;

    public int Length => length;

    public double LearningRateFactor { get; set; } = 1;

    public double? WeightDecay { get; set; }

    public bool IsFrozen { get; set; }

    /// <summary>How many steps it has taken part in: as in PyTorch, each tensor counts its own.</summary>
    public long Steps { get; set; }

    /// <summary>Whether one update does for both.</summary>
    public bool IsLike(ParameterRun other) =>
        LearningRateFactor == other.LearningRateFactor && WeightDecay == other.WeightDecay && IsFrozen == other.IsFrozen && Steps == other.Steps;
}
