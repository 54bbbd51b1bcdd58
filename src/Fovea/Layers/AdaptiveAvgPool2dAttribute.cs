namespace Fovea;

/// <summary>
/// The mean of each part of the image, which is divided into as many parts as there are outputs. Output: as many channels of the given size; output i covers ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉ of n inputs. <c>torch.nn.AdaptiveAvgPool2d</c>.
/// </summary>
/// <remarks>Works for any input size, so a network of <c>Dim.Any</c> can go on with Flatten and Linear. Errors: the input is a vector (FOV1003).</remarks>
public sealed class AdaptiveAvgPool2dAttribute : LayerAttribute
{
    /// <summary>To a square.</summary>
    /// <param name="size">Output rows and columns, at least 1.</param>
    public AdaptiveAvgPool2dAttribute(int size) => _ = size;

    /// <summary>To a rectangle.</summary>
    /// <param name="height">Output rows, at least 1.</param>
    /// <param name="width">Output columns, at least 1.</param>
    public AdaptiveAvgPool2dAttribute(int height, int width) => _ = (height, width);
}
