namespace Fovea.Generators.Emission;

/// <summary>Rows and columns of zeros that a kernel reads around a map. Where there are any, it reads a copy with a border, in the step's scratch memory.</summary>
internal readonly record struct Border(int Top, int Bottom, int Left, int Right)
{
    public bool IsNone => this == default;

    public static Border Of(IEnumerable<Taps> rows, IEnumerable<Taps> columns, int height, int width) => new(
        Math.Max(0, -rows.Min(taps => taps.Lowest)), Math.Max(0, rows.Max(taps => taps.Highest) - (height - 1)),
        Math.Max(0, -columns.Min(taps => taps.Lowest)), Math.Max(0, columns.Max(taps => taps.Highest) - (width - 1)));

    /// <summary>Floats of the copy.</summary>
    public long Length(int planes, int height, int width, int pixel) => IsNone ? 0 : (long)planes * (Top + height + Bottom) * (Left + width + Right) * pixel;

    /// <summary>Writes the copy of a divided step, row by row, into the step's scratch memory.</summary>
    public void EmitCopyInParts(Step step, string x, int planes, int height, int width, int pixel) =>
        step.InParts(planes * (Top + height + Bottom), $"Blocks.PadRows({x}, {step.Scratch}, part.From, part.To, {height}, {width}, {Top}, {Bottom}, {Left}, {Right}, {pixel});");

    /// <summary>Writes the copy, of the reference variable <paramref name="x"/> into <c>padded</c>.</summary>
    public void EmitCopy(CodeWriter code, string x, int planes, int height, int width, int pixel) =>
        code.Line($"Blocks.Pad(ref {x}, ref padded, {planes}, {height}, {width}, {Top}, {Bottom}, {Left}, {Right}, {pixel});");
}
