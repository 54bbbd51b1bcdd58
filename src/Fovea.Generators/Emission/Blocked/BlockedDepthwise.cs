using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>Depthwise convolutions of one image in blocks: sixteen channels' weights are a vector, packed [C/16][kh][kw][16].</summary>
internal sealed record BlockedDepthwise(string Name, string Comment, Map X, Map Y, int Channels, EquatableArray<Taps> Rows, EquatableArray<Taps> Columns)
{
    private const int MostPixels = 12;

    public bool HasBias { get; init; }

    public bool HasAddend { get; init; }

    public IPointwise? Epilogue { get; init; }

    /// <summary>Whether a call does some of the items: planes × rows. It then reads a map with its border.</summary>
    public bool IsDivided { get; init; }

    private int Height => (int)X.Height.Value;

    private int Width => (int)X.Width.Value;

    private Border Border => Border.Of(Rows, Columns, Height, Width);

    /// <summary>Floats of the input's copy with a border.</summary>
    public long Scratch => Border.Length(X.Planes, Height, Width, Map.Pixel);

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
        if (!step.IsDivided)
        {
            step.Call(Add(step.Kernels), x, w, b, addend, y, Scratch > 0 ? step.Scratch : null);
            return;
        }
        if (!Border.IsNone) Border.EmitCopyInParts(step, x, X.Planes, Height, Width, Map.Pixel);
        step.CallInParts(X.Planes * Rows.Sum(taps => taps.Count) * Columns.Count, (this with { IsDivided = true }).Add(step.Kernels), Border.IsNone ? x : step.Scratch, w, b, addend, y);
    }

    /// <summary>Adds the kernel and returns its name: (x, w, [b,] [addend,] y[, padded]), or with a range of items for the last.</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        Border border = Border;
        string suffix = (IsDivided ? "_Part" : "") + (HasBias ? "" : "_NoBias") + (HasAddend ? "_Add" : "") + (Epilogue is null ? "" : "_" + Epilogue.Key);
        string parameters = $"ref float {(IsDivided && !border.IsNone ? "padded" : "x")}, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y{(IsDivided ? ", int from, int to" : border.IsNone ? "" : ", ref float padded")}";
        return kernels.Add(Name + suffix, Comment, parameters, code =>
        {
            if (!border.IsNone && !IsDivided) border.EmitCopy(code, "x", X.Planes, Height, Width, Map.Pixel);
            int rowFloats = (border.Left + Width + border.Right) * Map.Pixel, planeFloats = (border.Top + Height + border.Bottom) * rowFloats, place = 0, first = 0;
            foreach ((Taps rows, Taps columns) in Phases())
            {
                int taps = rows.TapCount * columns.TapCount;
                using (code.Block(IsDivided ? $"for (int item = Math.Max(from, {first}); item < Math.Min(to, {first + X.Planes * rows.Count}); item++)" : $"for (int plane = 0; plane < {X.Planes}; plane++)"))
                {
                    if (IsDivided) code.Line($"int plane = (item - {first}) / {rows.Count}{(rows.Count > 1 ? $", row = (item - {first}) % {rows.Count}" : "")};");
                    using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Lanes(isa)}; lane += {isa.Width})"))
                    using (code.BlockIf(rows.Count > 1 && !IsDivided, $"for (int row = 0; row < {rows.Count}; row++)")) EmitRowOf(rows, columns, taps);
                }
                place += X.Planes * Map.Pixel * taps;
                first += X.Planes * rows.Count;
            }

            void EmitRowOf(Taps rows, Taps columns, int taps)
            {
                string row = rows.Count > 1 ? "row" : "0", lane = isa.Width < Map.Pixel ? "lane" : "0";
                string target = Offset.Of(("plane", (int)Y.PlaneStride.Value), (row, rows.Step * (int)Y.RowStride.Value), (lane, 1)).Plus(rows.Start * (int)Y.RowStride.Value + columns.Start * Map.Pixel);
                code.Line($"ref float source = ref Unsafe.Add(ref {(border.IsNone ? "x" : "padded")}, {Offset.Of(("plane", planeFloats), (row, rows.InputStep * rowFloats), (lane, 1)).Plus((rows.Offset + border.Top) * rowFloats + (columns.Offset + border.Left) * Map.Pixel)});");
                code.Line($"ref float weight = ref Unsafe.Add(ref w, {Offset.Of(("plane", taps * Map.Pixel), (lane, 1)).Plus(place)});");
                if (HasBias) code.Line($"ref float bias = ref Unsafe.Add(ref b, {Offset.Of(("plane", Map.Pixel), (lane, 1)).Plus(0)});");
                code.Line($"ref float target = ref Unsafe.Add(ref y, {target});");
                if (HasAddend) code.Line($"ref float added = ref Unsafe.Add(ref addend, {target});");
                EmitRow(code, kernels, rows, columns, rowFloats);
            }
        }, key: this);
    }

    // Of the plane at hand those with channels in them, in whole vectors.
    private string Lanes(Isa isa)
    {
        int all = (Channels + isa.Width - 1) / isa.Width * isa.Width;
        return all % Map.Pixel == 0 ? $"{Map.Pixel}" : X.Planes == 1 ? $"{all}" : $"Math.Min({Map.Pixel}, {all} - plane * {Map.Pixel})";
    }

    private void EmitRow(CodeWriter code, KernelSet kernels, Taps rows, Taps columns, int rowFloats)
    {
        int tiles = (columns.Count + MostPixels - 1) / MostPixels, start = 0;
        int[] widths = [.. Enumerable.Range(0, tiles).Select(tile => columns.Count / tiles + (tile < columns.Count % tiles ? 1 : 0))];
        foreach (IGrouping<int, int> run in widths.GroupBy(width => width))
        {
            int pixels = run.Key, count = run.Count();
            using (code.BlockIf(count > 1, $"for (int m = {start}; m < {start + count * pixels}; m += {pixels})"))
            {
                string m = count > 1 ? "m" : $"{start}", at = Offset.Of((m, columns.Step * Map.Pixel)).Plus(0);
                string[] arguments =
                [
                    $"ref Unsafe.Add(ref source, {Offset.Of((m, columns.InputStep * Map.Pixel)).Plus(0)})", "ref weight",
                    .. HasBias ? ["ref bias"] : Array.Empty<string>(),
                    .. HasAddend ? [$"ref Unsafe.Add(ref added, {at})"] : Array.Empty<string>(),
                    $"ref Unsafe.Add(ref target, {at})",
                    $"{rows.TapCount}", $"{columns.TapCount}", $"{columns.OffsetStep * Map.Pixel}", $"{rows.OffsetStep * rowFloats - columns.TapCount * columns.OffsetStep * Map.Pixel}",
                ];
                code.Line($"{AddTile(kernels, pixels, columns)}({string.Join(", ", arguments)});");
            }
            start += count * pixels;
        }
    }

    private string AddTile(KernelSet kernels, int pixels, Taps columns)
    {
        Isa isa = kernels.Isa;
        string name = $"DepthwiseTile_{pixels}{(columns.InputStep == 1 ? "" : $"_s{columns.InputStep}")}{(columns.Step == 1 ? "" : $"_t{columns.Step}")}" + (HasBias ? "" : "_NoBias") + (HasAddend ? "_Add" : "") + (Epilogue is null ? "" : "_" + Epilogue.Key);
        string parameters = $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y, int rows, int columns, int tap, int row";
        return kernels.AddOnce(name, $"{pixels} pixels of a row of {isa.Width} channels: {(HasBias ? "b + " : "")}Σ w · x over rows and columns of the kernel{(HasAddend ? ", plus another map" : "")}{(Epilogue is Layer layer ? ", then " + layer.Kind : "")}.\ntap, row: from one tap of x to the next; from a row's last to the next row's first.", parameters, code =>
        {
            for (int p = 0; p < pixels; p++) code.Line($"var a{p} = {(HasBias ? isa.Load("b", 0) : isa.Zero)};");
            using (code.Block("for (int i = 0; i < rows; i++)"))
            {
                using (code.Block("for (int j = 0; j < columns; j++)"))
                {
                    code.Line($"var weight = {isa.Load("w", 0)};");
                    for (int p = 0; p < pixels; p++) code.Line($"a{p} = {isa.MultiplyAdd("weight", isa.Load("x", p * columns.InputStep * Map.Pixel), $"a{p}")};");
                    code.Line("x = ref Unsafe.Add(ref x, tap);");
                    code.Line($"w = ref Unsafe.Add(ref w, {Map.Pixel});");
                }
                code.Line("x = ref Unsafe.Add(ref x, row);");
            }
            for (int p = 0; p < pixels; p++)
            {
                int at = p * columns.Step * Map.Pixel;
                if (HasAddend) code.Line($"a{p} += {isa.Load("addend", at)};");
                code.Line(isa.Store(Epilogue?.Apply(isa, kernels, $"a{p}") ?? $"a{p}", "y", at));
            }
        });
    }

    /// <summary>Adds the kernel of the weight's gradient and returns its name: (x, dy, dw[, padded]). dw is packed like the forward pass's weights.</summary>
    public static string AddWeightGradient(KernelSet kernels, string name, string comment, Map x, Map dy, Window window)
    {
        Isa isa = kernels.Isa;
        int height = (int)x.Height.Value, width = (int)x.Width.Value, rows = (int)dy.Height.Value, columns = (int)dy.Width.Value, kw = window.Width.Kernel;
        Border border = Border.Of([Taps.Sliding(window.Height, rows)], [Taps.Sliding(window.Width, columns)], height, width);
        int rowFloats = (border.Left + width + border.Right) * Map.Pixel, planeFloats = (border.Top + height + border.Bottom) * rowFloats;
        return kernels.Add(name, comment, $"ref float x, ref float dy, ref float dw{(border.IsNone ? "" : ", ref float padded")}", code =>
        {
            if (!border.IsNone)
            {
                border.EmitCopy(code, "x", x.Planes, height, width, Map.Pixel);
                code.Line("x = ref padded;");
            }
            using (code.Block($"for (int plane = 0; plane < {x.Planes}; plane++)"))
            using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
            using (code.Block($"for (int kh = 0; kh < {window.Height.Kernel}; kh++)"))
            {
                string lane = isa.Width < Map.Pixel ? "lane" : "0";
                code.Line($"ref float source = ref Unsafe.Add(ref x, {Offset.Of(("plane", planeFloats), ("kh", window.Height.Dilation * rowFloats), (lane, 1)).Plus(0)});");
                code.Line($"ref float d = ref Unsafe.Add(ref dy, {Offset.Of(("plane", (int)dy.PlaneStride.Value), (lane, 1)).Plus(0)});");
                code.Line($"ref float target = ref Unsafe.Add(ref dw, {Offset.Of(("plane", window.Taps * Map.Pixel), ("kh", kw * Map.Pixel), (lane, 1)).Plus(0)});");
                for (int k = 0; k < kw; k++) code.Line($"var a{k} = {isa.Load("target", k * Map.Pixel)};");
                using (code.BlockIf(rows > 1, $"for (int row = 0; row < {rows}; row++)"))
                {
                    using (code.Block($"for (int column = 0; column < {columns}; column++)"))
                    {
                        code.Line($"var gradient = {isa.Load("d", 0)};");
                        for (int k = 0; k < kw; k++) code.Line($"a{k} = {isa.MultiplyAdd("gradient", isa.Load("source", k * window.Width.Dilation * Map.Pixel), $"a{k}")};");
                        code.Line($"source = ref Unsafe.Add(ref source, {window.Width.Stride * Map.Pixel});");
                        code.Line($"d = ref Unsafe.Add(ref d, {Map.Pixel});");
                    }
                    code.Line($"source = ref Unsafe.Add(ref source, {window.Height.Stride * rowFloats - columns * window.Width.Stride * Map.Pixel});");
                }
                for (int k = 0; k < kw; k++) code.Line(isa.Store($"a{k}", "target", k * Map.Pixel));
            }
        });
    }

    private IEnumerable<(Taps Rows, Taps Columns)> Phases() => from rows in Rows from columns in Columns select (rows, columns);
}
