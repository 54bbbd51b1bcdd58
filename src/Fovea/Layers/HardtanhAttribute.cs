namespace Fovea;

/// <summary>x between two bounds, number by number. NaN survives. <c>torch.nn.Hardtanh</c>.</summary>
/// <remarks>Errors: min is not below max (FOV0008).</remarks>
public sealed class HardtanhAttribute : LayerAttribute
{
    /// <summary>With these bounds.</summary>
    /// <param name="min">The lower bound, below <paramref name="max"/>. Default −1.</param>
    /// <param name="max">The upper bound. Default 1.</param>
    public HardtanhAttribute(double min = -1, double max = 1) => _ = (min, max);
}
