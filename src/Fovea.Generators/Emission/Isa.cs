using System.Globalization;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Emission;

/// <summary>A vector width to emit for: sixteen lanes are one, two or four of its vectors.</summary>
/// <param name="Name">V512, V256 or V128.</param>
/// <param name="Width">Floats in a vector.</param>
/// <param name="Registers">Vector registers that a tile may fill: accumulators, inputs and one broadcast.</param>
internal sealed record Isa(string Name, int Width, int Registers)
{
    public static readonly Isa[] All = [new("V512", 16, 31), new("V256", 8, 15), new("V128", 4, 15)];

    /// <summary>The static class: Vector512.</summary>
    public string Class { get; } = "Vector" + (Width * 32).ToString(CultureInfo.InvariantCulture);

    /// <summary>The vector of floats: Vector512&lt;float&gt;.</summary>
    public string Vector { get; } = $"Vector{Width * 32}<float>";

    public string Zero { get; } = $"Vector{Width * 32}<float>.Zero";

    /// <summary>Vectors that a loop takes together, so that a line of memory is read or written at once: two, or the one that a pixel is.</summary>
    public int VectorsOfLine => Math.Min(2, Map.Pixel / Width);

    public string Load(string reference, Size offset) => $"{Class}.LoadUnsafe({At(reference, offset)})";

    public string Store(string value, string reference, Size offset) => $"{Class}.StoreUnsafe({value}, {At(reference, offset)});";

    /// <summary>One number in every lane.</summary>
    public string Broadcast(string reference, Size offset) => $"{Class}.Create({Element(reference, offset)})";

    /// <summary>Whether four numbers in every quarter of a vector can be read and shuffled.</summary>
    public bool HasLaneShuffles => Width == 16;

    /// <summary>One of the four numbers that are in every quarter of a vector, in every lane.</summary>
    public string FromFour(string four, int index) => $"Avx512F.Permute4x32({four}, 0b{string.Concat(Enumerable.Repeat(new[] { "00", "01", "10", "11" }[index], 4))})";

    public string Constant(double value) => value == 0 ? Zero : $"{Class}.Create({Literal(value)})";

    public string MultiplyAdd(string left, string right, string addend) => $"{Class}.MultiplyAddEstimate({left}, {right}, {addend})";

    /// <summary><c>ref x</c>, or <c>ref Unsafe.Add(ref x, n)</c>.</summary>
    public static string At(string reference, Size offset) => offset.Is(0) ? $"ref {reference}" : $"ref Unsafe.Add(ref {reference}, {offset.Bare})";

    /// <summary><c>x</c>, or <c>Unsafe.Add(ref x, n)</c>.</summary>
    public static string Element(string reference, Size offset) => offset.Is(0) ? reference : $"Unsafe.Add(ref {reference}, {offset.Bare})";

    public static string Literal(double value) =>
        float.IsPositiveInfinity((float)value) ? "float.PositiveInfinity"
        : float.IsNegativeInfinity((float)value) ? "float.NegativeInfinity"
        : double.IsNaN(value) ? "float.NaN"
        : ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";
}
