namespace Fovea;

/// <summary>tanh x, number by number. <c>torch.nn.Tanh</c>.</summary>
public sealed class TanhAttribute : LayerAttribute;
