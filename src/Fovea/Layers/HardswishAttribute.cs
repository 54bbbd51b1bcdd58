namespace Fovea;

/// <summary>x · min(6, max(0, x + 3))/6, number by number. <c>torch.nn.Hardswish</c>.</summary>
public sealed class HardswishAttribute : LayerAttribute;
