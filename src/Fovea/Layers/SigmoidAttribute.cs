namespace Fovea;

/// <summary>1/(1 + exp(−x)), number by number. <c>torch.nn.Sigmoid</c>.</summary>
public sealed class SigmoidAttribute : LayerAttribute;
