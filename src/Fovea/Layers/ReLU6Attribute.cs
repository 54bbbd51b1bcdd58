namespace Fovea;

/// <summary>min(6, max(0, x)), number by number. NaN survives. <c>torch.nn.ReLU6</c>.</summary>
public sealed class ReLU6Attribute : LayerAttribute;
