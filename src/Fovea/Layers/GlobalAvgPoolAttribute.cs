namespace Fovea;

/// <summary>The mean of each channel: an image of C×1×1. <c>torch.nn.AdaptiveAvgPool2d(1)</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003).</remarks>
public sealed class GlobalAvgPoolAttribute : LayerAttribute;
