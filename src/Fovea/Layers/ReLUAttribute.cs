namespace Fovea;

/// <summary>max(0, x), number by number. NaN survives. <c>torch.nn.ReLU</c>.</summary>
public sealed class ReLUAttribute : LayerAttribute;
