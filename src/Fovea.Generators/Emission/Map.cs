using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>
/// Where a value lies and how: planes of rows of pixels, sixteen floats a pixel. The innermost sixteen are one vector
/// whatever the layout, so layers that work plane by plane need not know which one it is.
/// </summary>
/// <param name="Memory">The reference variable that it lies behind.</param>
/// <param name="Offset">Its first float.</param>
internal sealed record Map(string Memory, Size Offset, int Planes, Size Height, Size Width)
{
    /// <summary>An image's blocks of channels, wherever they lie.</summary>
    public static Map InBlocks(Shape shape) => new("", 0, (shape.Channels + Pixel - 1) / Pixel, shape.Height, shape.Width);

    /// <summary>Floats in a pixel.</summary>
    public const int Pixel = 16;

    /// <summary>How many of the last plane's sixteen lanes hold anything: channels, in blocks.</summary>
    public int LastLanes { get; init; } = Pixel;

    /// <summary>The lanes that a loop over planes has to do, in whole vectors.</summary>
    public int Lanes(Isa isa) => Planes > 1 ? Pixel : (LastLanes + isa.Width - 1) / isa.Width * isa.Width;

    /// <summary>A reference expression to its first float.</summary>
    public string Reference => Isa.At(Memory, Offset);

    /// <summary>A reference expression to one of its floats.</summary>
    public string At(Size offset) => Isa.At(Memory, Offset + offset);

    /// <summary>What a kernel of this map takes besides: nothing, or the run-time size.</summary>
    public string SizeParameters => IsConstant ? "" : ", int height, int width";

    public Size RowStride => Width * Pixel;

    public Size PlaneStride => Height * RowStride;

    public Size Pixels => Height * Width * Planes;

    /// <summary>The same memory as planes of one row.</summary>
    public Map InOneRow => this with { Height = 1, Width = Height * Width };

    /// <summary>6x28x28, for names of methods.</summary>
    public string Key => Height.Is(1) && Width.Is(1) ? $"{Planes}" : $"{Planes}x{Part(Height)}x{Part(Width)}";

    /// <summary>6×28×28, for comments.</summary>
    public string Display => Height.Is(1) && Width.Is(1) ? $"{Planes}" : $"{Planes}×{Height.Display}×{Width.Display}";

    public bool IsConstant => Height.IsConstant && Width.IsConstant;

    private static string Part(Size size) => size.IsConstant ? size.ToString() : "Any";
}
