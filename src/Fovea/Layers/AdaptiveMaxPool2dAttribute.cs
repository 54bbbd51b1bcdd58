namespace Fovea;

/// <summary>
/// The largest number of each part of the image, which is divided into as many parts as there are outputs. The first of equal numbers wins; NaN wins over numbers. Output: as many channels of the given size; output i covers ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉ of n inputs. <c>torch.nn.AdaptiveMaxPool2d</c>.
/// </summary>
/// <remarks>Works for any input size, so a network of <c>Dim.Any</c> can go on with Flatten and Linear. Errors: the input is a vector (FOV1003).</remarks>
public sealed class AdaptiveMaxPool2dAttribute : LayerAttribute
{
    /// <summary>To a square.</summary>
    /// <param name="size">Output rows and columns, at least 1.</param>
    public AdaptiveMaxPool2dAttribute(int size) => _ = size;

    /// <summary>To a rectangle.</summary>
    /// <param name="height">Output rows, at least 1.</param>
    /// <param name="width">Output columns, at least 1.</param>
    public AdaptiveMaxPool2dAttribute(int height, int width) => _ = (height, width);
}
