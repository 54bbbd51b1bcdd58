namespace Fovea;

/// <summary>An image of C×H×W as a vector of C·H·W numbers, in that order. <c>torch.nn.Flatten</c>.</summary>
public sealed class FlattenAttribute : LayerAttribute;
