using System.Globalization;

namespace Fovea;

/// <summary>How one direction of a layer's output looks back at the network's input.</summary>
/// <param name="Size">How many input pixels one output pixel depends on.</param>
/// <param name="Stride">How many input pixels lie between two neighbouring output pixels; below 1 after upsampling.</param>
/// <param name="Offset">The first input pixel that the first output pixel depends on; negative where it is padding.</param>
public readonly record struct ReceptiveExtent(int Size, double Stride, double Offset);

/// <summary>The part of the network's input that one pixel of a layer's output depends on. Prints <c>5×5</c>.</summary>
/// <param name="Height">The vertical extent.</param>
/// <param name="Width">The horizontal extent.</param>
public readonly record struct ReceptiveField(ReceptiveExtent Height, ReceptiveExtent Width)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height.Size}×{Width.Size}");
}
