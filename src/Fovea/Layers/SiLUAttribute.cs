namespace Fovea;

/// <summary>x/(1 + exp(−x)), number by number; also known as swish. <c>torch.nn.SiLU</c>.</summary>
public sealed class SiLUAttribute : LayerAttribute;
