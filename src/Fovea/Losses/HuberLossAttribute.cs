namespace Fovea;

/// <summary>With d = |y − t|: d²/2 up to delta, delta·(d − delta/2) from there; the mean is over all numbers of the batch. <c>torch.nn.HuberLoss</c>.</summary>
public sealed class HuberLossAttribute : LossAttribute
{
    /// <summary>Where the parabola ends, above 0. Default 1.</summary>
    public double Delta { get; set; } = 1;
}
