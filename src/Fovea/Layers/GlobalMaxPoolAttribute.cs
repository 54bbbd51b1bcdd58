namespace Fovea;

/// <summary>The largest number of each channel, an image of C×1×1. The first of equal numbers wins; NaN wins over numbers. <c>torch.nn.AdaptiveMaxPool2d(1)</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003).</remarks>
public sealed class GlobalMaxPoolAttribute : LayerAttribute;
