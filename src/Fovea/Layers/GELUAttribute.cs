namespace Fovea;

/// <summary>x · Φ(x) with the normal distribution's Φ, number by number. <c>torch.nn.GELU</c>.</summary>
public sealed class GELUAttribute : LayerAttribute
{
    /// <summary>Whether Φ is approximated as ½ + ½ tanh(√(2/π)(x + 0.044715 x³)), PyTorch's <c>approximate="tanh"</c>. Default false.</summary>
    public bool Approximate { get; set; }
}
