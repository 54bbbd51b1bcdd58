namespace Fovea;

/// <summary>A border that mirrors the image, without its first and last row and column. Output: as many channels, n + left + right columns and n + top + bottom rows. <c>torch.nn.ReflectionPad2d</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003), a border is not smaller than the image (FOV1013).</remarks>
public sealed class ReflectionPad2dAttribute : LayerAttribute
{
    /// <summary>The same on all sides.</summary>
    /// <param name="padding">Rows and columns on each side, at least 0.</param>
    public ReflectionPad2dAttribute(int padding) => _ = padding;

    /// <summary>Each side by itself.</summary>
    /// <param name="left">Columns before the first, at least 0.</param>
    /// <param name="right">Columns after the last, at least 0.</param>
    /// <param name="top">Rows above the first, at least 0.</param>
    /// <param name="bottom">Rows below the last, at least 0.</param>
    public ReflectionPad2dAttribute(int left, int right, int top, int bottom) => _ = (left, right, top, bottom);
}
