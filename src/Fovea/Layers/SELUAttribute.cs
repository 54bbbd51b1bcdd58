namespace Fovea;

/// <summary>1.0507 · x where x is positive, else 1.7581 · (exp(x) − 1), number by number, with the constants of Klambauer et al. <c>torch.nn.SELU</c>.</summary>
public sealed class SELUAttribute : LayerAttribute;
