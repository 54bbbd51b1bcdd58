namespace Fovea;

/// <summary>x where x is positive, else alpha · (exp(x) − 1), number by number. <c>torch.nn.ELU</c>.</summary>
/// <remarks>Errors: alpha is negative (FOV0008).</remarks>
public sealed class ELUAttribute : LayerAttribute
{
    /// <summary>Towards −<paramref name="alpha"/> for negative numbers.</summary>
    /// <param name="alpha">At least 0. Default 1.</param>
    public ELUAttribute(double alpha = 1) => _ = alpha;
}
