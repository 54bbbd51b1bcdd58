namespace Fovea;

/// <summary>A border of zeros. Output: as many channels, n + left + right columns and n + top + bottom rows. <c>torch.nn.ZeroPad2d</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003).</remarks>
public sealed class ZeroPad2dAttribute : LayerAttribute
{
    /// <summary>The same on all sides.</summary>
    /// <param name="padding">Rows and columns on each side, at least 0.</param>
    public ZeroPad2dAttribute(int padding) => _ = padding;

    /// <summary>Each side by itself.</summary>
    /// <param name="left">Columns before the first, at least 0.</param>
    /// <param name="right">Columns after the last, at least 0.</param>
    /// <param name="top">Rows above the first, at least 0.</param>
    /// <param name="bottom">Rows below the last, at least 0.</param>
    public ZeroPad2dAttribute(int left, int right, int top, int bottom) => _ = (left, right, top, bottom);
}
