namespace Fovea;

/// <summary>A border of one number. Output: as many channels, n + left + right columns and n + top + bottom rows. <c>torch.nn.ConstantPad2d</c>.</summary>
/// <remarks>Errors: the input is a vector (FOV1003).</remarks>
public sealed class ConstantPad2dAttribute : LayerAttribute
{
    /// <summary>The same on all sides.</summary>
    /// <param name="padding">Rows and columns on each side, at least 0.</param>
    /// <param name="value">What the border holds.</param>
    public ConstantPad2dAttribute(int padding, double value) => _ = (padding, value);

    /// <summary>Each side by itself.</summary>
    /// <param name="left">Columns before the first, at least 0.</param>
    /// <param name="right">Columns after the last, at least 0.</param>
    /// <param name="top">Rows above the first, at least 0.</param>
    /// <param name="bottom">Rows below the last, at least 0.</param>
    /// <param name="value">What the border holds.</param>
    public ConstantPad2dAttribute(int left, int right, int top, int bottom, double value) => _ = (left, right, top, bottom, value);
}
