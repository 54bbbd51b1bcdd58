namespace Fovea;

/// <summary>x where x is positive, else slope · x, number by number. <c>torch.nn.LeakyReLU</c>.</summary>
/// <remarks>Errors: the slope is negative (FOV0008).</remarks>
public sealed class LeakyReLUAttribute : LayerAttribute
{
    /// <summary>With this slope for negative numbers.</summary>
    /// <param name="slope">At least 0. Default 0.01.</param>
    public LeakyReLUAttribute(double slope = 0.01) => _ = slope;
}
