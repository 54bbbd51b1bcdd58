namespace Fovea;

/// <summary>min(6, max(0, x + 3))/6, number by number. <c>torch.nn.Hardsigmoid</c>.</summary>
public sealed class HardsigmoidAttribute : LayerAttribute;
