namespace Fovea;

/// <summary>x · tanh(log(1 + exp(x))), number by number. <c>torch.nn.Mish</c>.</summary>
public sealed class MishAttribute : LayerAttribute;
