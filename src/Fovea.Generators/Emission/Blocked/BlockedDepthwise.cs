using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>Depthwise convolutions of one image in blocks: sixteen channels' weights are a vector, packed [C/16][kh][kw][16]. Taps that lie outside of the map are left out, so it needs no border.</summary>
internal sealed record BlockedDepthwise(string Name, string Comment, Map X, Map Y, int Channels, EquatableArray<Taps> Rows, EquatableArray<Taps> Columns)
{
    private const int MostPixels = 12;

    public bool HasBias { get; init; }

    public bool HasAddend { get; init; }

    public IPointwise? Epilogue { get; init; }

    /// <summary>Whether a call does some of the items: planes × rows.</summary>
    public bool IsDivided { get; init; }

    private int Height => (int)X.Height.Value;

    private int Width => (int)X.Width.Value;

    private int RowFloats => Width * Map.Pixel;

    private string Suffix => (HasBias ? "" : "_NoBias") + (HasAddend ? "_Add" : "") + (Epilogue is null ? "" : "_" + Epilogue.Key);

    /// <summary>Floats of packed weights.</summary>
    public int PackedLength => checked(X.Planes * Map.Pixel * Rows.Sum(taps => taps.TapCount) * Columns.Sum(taps => taps.TapCount));

    /// <summary>Writes the packing of the weights in the order of reading.</summary>
    public void EmitPack(CodeWriter code, string weights, string packed, string? scale, int kernelTaps, int kernelWidth)
    {
        int place = 0;
        foreach ((Taps rows, Taps columns) in Phases())
        {
            int taps = rows.TapCount * columns.TapCount, first = rows.FirstTap * kernelWidth + columns.FirstTap;
            if (taps == 0) continue;
            code.Line($"Packing.Pack({Shift(weights, first)}, {Shift(packed, place)}, {scale ?? "ref Unsafe.NullRef<float>()"}, new({Channels}, 1, {rows.TapCount}, {columns.TapCount}, {Map.Pixel}, 1, {kernelTaps}, 0, {rows.TapStep * kernelWidth}, {columns.TapStep}));");
            place += X.Planes * Map.Pixel * taps;
        }

        static string Shift(string reference, int offset) => offset == 0 ? reference : $"ref Unsafe.Add({reference}, {offset})";
    }

    /// <summary>Writes the call of the kernel, or of its parts.</summary>
    public void EmitCall(Step step, string x, string w, string? b, string? addend, string y)
    {
        if (step.IsDivided) step.CallInParts(X.Planes * Rows.Sum(taps => taps.Count) * Columns.Count, (this with { IsDivided = true }).Add(step.Kernels), x, w, b, addend, y);
        else step.Call(Add(step.Kernels), x, w, b, addend, y);
    }

    /// <summary>Adds the kernel and returns its name: (x, w, [b,] [addend,] y), or with a range of items for the last.</summary>
    public string Add(KernelSet kernels)
    {
        string parameters = $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y{(IsDivided ? ", int from, int to" : "")}";
        return kernels.Add(Name + (IsDivided ? "_Part" : "") + Suffix, Comment, parameters, code =>
        {
            int place = 0, first = 0;
            foreach ((Taps rows, Taps columns) in Phases())
            {
                using (code.Block(IsDivided ? $"for (int item = Math.Max(from, {first}); item < Math.Min(to, {first + X.Planes * rows.Count}); item++)" : $"for (int plane = 0; plane < {X.Planes}; plane++)"))
                {
                    if (IsDivided) code.Line($"int plane = (item - {first}) / {rows.Count}{(rows.Count > 1 ? $", row = (item - {first}) % {rows.Count}" : "")};");
                    using (code.BlockIf(rows.Count > 1 && !IsDivided, $"for (int row = 0; row < {rows.Count}; row++)"))
                    {
                        bool inside = rows.Lowest >= 0 && rows.Highest < Height;
                        string row = rows.Count > 1 ? "row" : "0";
                        if (!inside) code.Line($"int above = {rows.FirstInside(row)}, taps = {rows.EndInside(row, Height)} - above;");
                        using (PixelLoop.ForLanes(code, kernels.Isa, Channels, X.Planes)) EmitRow(code, kernels, rows, columns, place, row, inside);
                    }
                }
                place += X.Planes * Map.Pixel * rows.TapCount * columns.TapCount;
                first += X.Planes * rows.Count;
            }
        }, key: this);
    }

    private void EmitRow(CodeWriter code, KernelSet kernels, Taps rows, Taps columns, int place, string row, bool inside)
    {
        string lane = kernels.Isa.Width < Map.Pixel ? "lane" : "0", above = inside ? "0" : "above";
        string target = Offset.Of(("plane", (int)Y.PlaneStride.Value), (row, rows.Step * (int)Y.RowStride.Value), (lane, 1)).Plus(rows.Start * (int)Y.RowStride.Value + columns.Start * Map.Pixel);
        code.Line($"ref float source = ref Unsafe.Add(ref x, {Offset.Of(("plane", Height * RowFloats), (row, rows.InputStep * RowFloats), (above, rows.OffsetStep * RowFloats), (lane, 1)).Plus(rows.Offset * RowFloats)});");
        code.Line($"ref float weight = ref Unsafe.Add(ref w, {Offset.Of(("plane", rows.TapCount * columns.TapCount * Map.Pixel), (above, columns.TapCount * Map.Pixel), (lane, 1)).Plus(place)});");
        if (HasBias) code.Line($"ref float bias = ref Unsafe.Add(ref b, {Offset.Of(("plane", Map.Pixel), (lane, 1)).Plus(0)});");
        code.Line($"ref float target = ref Unsafe.Add(ref y, {target});");
        if (HasAddend) code.Line($"ref float added = ref Unsafe.Add(ref addend, {target});");
        int start = 0;
        foreach ((RowTile tile, int count) in Tiles(columns))
        {
            int pixels = tile.Pixels;
            using (code.BlockIf(count > 1, $"for (int m = {start}; m < {start + count * pixels}; m += {pixels})"))
            {
                string m = count > 1 ? "m" : $"{start}", at = Offset.Of((m, columns.Step * Map.Pixel)).Plus(0);
                string[] arguments =
                [
                    $"ref Unsafe.Add(ref source, {Offset.Of((m, columns.InputStep * Map.Pixel)).Plus((columns.Offset + tile.Left) * Map.Pixel)})", "ref weight",
                    .. HasBias ? ["ref bias"] : Array.Empty<string>(),
                    .. HasAddend ? [$"ref Unsafe.Add(ref added, {at})"] : Array.Empty<string>(),
                    $"ref Unsafe.Add(ref target, {at})", inside ? $"{rows.TapCount}" : "taps", $"{rows.OffsetStep * RowFloats}",
                ];
                code.Line($"{AddTile(kernels, tile, columns)}({string.Join(", ", arguments)});");
            }
            start += count * pixels;
        }
    }

    // Some pixels of a row: the first one's first tap lies so many pixels left of the map, the last one's last tap so many right of it.
    private readonly record struct RowTile(int Pixels, int Left, int Right);

    // Those of a row, as even as can be, and how often each comes in a row.
    private List<(RowTile Tile, int Count)> Tiles(Taps columns)
    {
        int tiles = (columns.Count + MostPixels - 1) / MostPixels, start = 0;
        var runs = new List<(RowTile Tile, int Count)>();
        for (int i = 0; i < tiles; i++)
        {
            int pixels = columns.Count / tiles + (i < columns.Count % tiles ? 1 : 0), from = start * columns.InputStep + columns.Offset;
            int to = from + (pixels - 1) * columns.InputStep + (columns.TapCount - 1) * columns.OffsetStep;
            var tile = new RowTile(pixels, Math.Max(0, -from), Math.Max(0, to - (Width - 1)));
            if (runs.Count > 0 && runs[runs.Count - 1].Tile == tile) runs[runs.Count - 1] = (tile, runs[runs.Count - 1].Count + 1);
            else runs.Add((tile, 1));
            start += pixels;
        }
        return runs;
    }

    private string AddTile(KernelSet kernels, RowTile tile, Taps columns)
    {
        Isa isa = kernels.Isa;
        string name = $"DepthwiseTile_{tile.Pixels}x{columns.TapCount}{Part("s", columns.InputStep, 1)}{Part("d", columns.OffsetStep, 1)}{Part("t", columns.Step, 1)}{Part("left", tile.Left, 0)}{Part("right", tile.Right, 0)}{Suffix}";
        string edges = (tile.Left > 0 ? $"\nThe first tap lies {tile.Left} left of the map." : "") + (tile.Right > 0 ? $"\nThe last tap lies {tile.Right} right of the map." : "");
        string comment = $"{tile.Pixels} pixels of a row of {isa.Width} channels: {(HasBias ? "b + " : "")}Σ w · x over rows and {columns.TapCount} columns of the kernel{(HasAddend ? ", plus another map" : "")}{(Epilogue is Layer layer ? ", then " + layer.Kind : "")}.{edges}\nrow: between rows of x.";
        return kernels.AddOnce(name, comment, $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y, int rows, int row", code =>
        {
            int width = (tile.Pixels - 1) * columns.InputStep + (columns.TapCount - 1) * columns.OffsetStep + 1 - tile.Left - tile.Right;
            for (int p = 0; p < tile.Pixels; p++) code.Line($"var a{p} = {(HasBias ? isa.Load("b", 0) : isa.Zero)};");
            using (code.Block("for (int i = 0; i < rows; i++)"))
            {
                for (int j = 0; j < columns.TapCount; j++)
                {
                    int[] inside = [.. Enumerable.Range(0, tile.Pixels).Where(p => Place(p) >= 0 && Place(p) < width)];
                    if (inside.Length == 0) continue;
                    code.Line($"var w{j} = {isa.Load("w", j * Map.Pixel)};");
                    foreach (int p in inside) code.Line($"a{p} = {isa.MultiplyAdd($"w{j}", isa.Load("x", Place(p) * Map.Pixel), $"a{p}")};");

                    int Place(int p) => p * columns.InputStep + j * columns.OffsetStep - tile.Left;
                }
                code.Line("x = ref Unsafe.Add(ref x, row);");
                code.Line($"w = ref Unsafe.Add(ref w, {columns.TapCount * Map.Pixel});");
            }
            for (int p = 0; p < tile.Pixels; p++)
            {
                int at = p * columns.Step * Map.Pixel;
                if (HasAddend) code.Line($"a{p} += {isa.Load("addend", at)};");
                code.Line(isa.Store(Epilogue?.Apply(isa, kernels, $"a{p}") ?? $"a{p}", "y", at));
            }
        });

        static string Part(string name, int value, int usual) => value == usual ? "" : $"_{name}{value}";
    }

    private IEnumerable<(Taps Rows, Taps Columns)> Phases() => from rows in Rows from columns in Columns select (rows, columns);
}
