namespace Fovea;

/// <summary>With d = |y − t|: d²/(2·beta) below beta, d − beta/2 from there; the mean is over all numbers of the batch. <c>torch.nn.SmoothL1Loss</c>.</summary>
public sealed class SmoothL1LossAttribute : LossAttribute
{
    /// <summary>Where the parabola ends, at least 0. Default 1.</summary>
    public double Beta { get; set; } = 1;
}
