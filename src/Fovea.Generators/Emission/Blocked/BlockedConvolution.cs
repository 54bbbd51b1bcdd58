using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// y[o] = b[o] + Σ w[o, i, kh, kw] · x[i] of one image in blocks, x perhaps planar: a convolution, its input's gradient, a transposed convolution.
/// An input number is broadcast and meets vectors of output channels; weights lie packed in the order of reading.
/// </summary>
internal sealed record BlockedConvolution(string Name, string Comment, Map X, Map Y, int Inputs, int Outputs, bool IsPlanar, EquatableArray<Taps> Rows, EquatableArray<Taps> Columns)
    : PackedConvolution(Name, Comment, X, Y, Inputs, Outputs)
{
    /// <summary>Whether a call does some of the items: groups of output channels × rows. It then reads a map with its border.</summary>
    public bool IsDivided { get; init; }

    private int Pixel => IsPlanar ? 1 : Map.Pixel;

    private int Block => IsPlanar ? 1 : Map.Pixel;

    private Border Border => Border.Of(Rows, Columns, Height, Width);

    /// <summary>Floats of the input's copy with a border.</summary>
    public override long Scratch => Border.Length(IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);

    /// <summary>Floats of packed weights: all phases together have every tap once.</summary>
    public override int PackedLength => checked(PaddedOutputs * Inputs * Rows.Sum(taps => taps.TapCount) * Columns.Sum(taps => taps.TapCount));

    public override void EmitPack(CodeWriter code, Isa isa, string weights, string packed, string? scale, int outputStride, int inputStride, int kernelWidth)
    {
        int place = 0;
        foreach ((Taps rows, Taps columns) in Phases())
        {
            int taps = rows.TapCount * columns.TapCount;
            if (taps == 0) continue;
            int group = Tiling(isa, columns).Vectors * isa.Width, first = rows.FirstTap * kernelWidth + columns.FirstTap;
            string order = $"new({Outputs}, {Inputs}, {rows.TapCount}, {columns.TapCount}, {group}, {Block}, {outputStride}, {inputStride}, {rows.TapStep * kernelWidth}, {columns.TapStep}, {isa.Width})";
            code.Line($"Packing.Pack({Shift(weights, first)}, {Shift(packed, place)}, {scale ?? "ref Unsafe.NullRef<float>()"}, {order});");
            place += PaddedOutputs * Inputs * taps;
        }
    }

    public override void EmitCall(Step step, string x, string w, string? b, string? addend, string y)
    {
        if (!step.IsDivided)
        {
            base.EmitCall(step, x, w, b, addend, y);
            return;
        }
        if (!Border.IsNone) Border.EmitCopyInParts(step, x, IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);
        step.CallInParts(Phases().Sum(phase => Items(step.Isa, phase.Rows, phase.Columns)), (this with { IsDivided = true }).Add(step.Kernels), Border.IsNone ? x : step.Scratch, w, b, addend, y);
    }

    /// <summary>The same, or with a range of items for the last.</summary>
    public override string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        Border border = Border;
        string parameters = $"ref float {(IsDivided && !border.IsNone ? "padded" : "x")}, ref float w{(HasBias ? ", ref float b" : "")}{(HasAddend ? ", ref float addend" : "")}, ref float y{(IsDivided ? ", int from, int to" : border.IsNone ? "" : ", ref float padded")}";
        return kernels.Add(Name + (IsDivided ? "_Part" : "") + Suffix, Comment, parameters, code =>
        {
            if (!border.IsNone && !IsDivided) border.EmitCopy(code, "x", IsPlanar ? Inputs : X.Planes, Height, Width, Pixel);
            int place = 0, item = 0;
            foreach ((Taps rows, Taps columns) in Phases())
            {
                using (code.BlockIf(Rows.Count * Columns.Count > 1, $"// Outputs {rows.Start} + {rows.Step}·m, {columns.Start} + {columns.Step}·n: {rows.TapCount}×{columns.TapCount} taps.\n".TrimEnd('\n'))) EmitPhase(code, kernels, border, rows, columns, place, item);
                item += Items(isa, rows, columns);
                place += PaddedOutputs * Inputs * rows.TapCount * columns.TapCount;
            }
        }, key: this);
    }

    private IEnumerable<(Taps Rows, Taps Columns)> Phases() => from rows in Rows from columns in Columns select (rows, columns);

    // Output channels in whole vectors; nobody reads what lies behind them in the last block.
    private int ComputedOutputs(Isa isa) => (Outputs + isa.Width - 1) / isa.Width * isa.Width;

    private BlockedTiling Tiling(Isa isa, Taps columns) => BlockedTiling.Best(isa, ComputedOutputs(isa), columns.Count, unit: IsPooled ? 2 : 1);

    // Groups of output channels × rows of the result.
    private int Items(Isa isa, Taps rows, Taps columns)
    {
        int vectors = Tiling(isa, columns).Vectors * isa.Width;
        return (ComputedOutputs(isa) + vectors - 1) / vectors * RowsOfResult(rows);
    }

    private int RowsOfResult(Taps rows) => rows.Count / (IsPooled ? 2 : 1);

    // In a divided kernel the phase's items begin with the given one.
    private void EmitPhase(CodeWriter code, KernelSet kernels, Border border, Taps rows, Taps columns, int place, int item)
    {
        Isa isa = kernels.Isa;
        BlockedTiling tiling = Tiling(isa, columns);
        int all = ComputedOutputs(isa), full = all / isa.Width / tiling.Vectors * tiling.Vectors * isa.Width;
        int count = RowsOfResult(rows);
        Group(tiling.Vectors, tiling.Runs, 0, full);
        if (tiling.Rest > 0) Group(tiling.Rest, tiling.RestRuns, full, all);

        void Group(int vectors, (int Pixels, int Count)[] runs, int from, int to)
        {
            int group = vectors * isa.Width;
            bool loops = to - from > group;
            string o = loops ? "o" : $"{from}";
            int first = item + from / (tiling.Vectors * isa.Width) * count, last = first + (to - from) / group * count;
            using (code.BlockIf(IsDivided, $"for (int item = Math.Max(from, {first}); item < Math.Min(to, {last}); item++)"))
            using (code.BlockIf(loops && !IsDivided, $"for (int o = {from}; o < {to}; o += {group})"))
            using (code.BlockIf(!IsDivided && (count > 1 || !loops), count > 1 ? $"for (int row = 0; row < {count}; row++)" : ""))
            {
                if (IsDivided)
                {
                    string index = first == 0 ? "item" : $"(item - {first})";
                    if (loops) code.Line($"int o = {(from == 0 ? "" : $"{from} + ")}{index} / {count} * {group};");
                    if (count > 1) code.Line($"int row = {index} % {count};");
                }
                int rowFloats = (border.Left + Width + border.Right) * Pixel, planeFloats = (border.Top + Height + border.Bottom) * rowFloats;
                string row = count > 1 ? "row" : "0";
                // Of a pooled row the upper half, whose largest numbers the lower one takes into account.
                using CodeWriter.Scope? halves = code.BlockIf(IsPooled, "for (int half = 0; half < 2; half++)");
                string source = (IsPooled ? Offset.Of((row, 2 * rows.InputStep * rowFloats), ("half", rows.InputStep * rowFloats)) : Offset.Of((row, rows.InputStep * rowFloats))).Plus((rows.Offset + border.Top) * rowFloats + (columns.Offset + border.Left) * Pixel);
                string target = Offset.Of(Plane(o, group), (row, rows.Step * RowOfResult)).And(Lane(o, group)).Plus(rows.Start * RowOfResult + columns.Start * Map.Pixel);
                string weights = Offset.Of((o, Inputs * rows.TapCount * columns.TapCount)).Plus(place);
                code.Line($"ref float source = ref Unsafe.Add(ref {(border.IsNone ? "x" : "padded")}, {source});");
                code.Line($"ref float target = ref Unsafe.Add(ref y, {target});");
                if (HasAddend) code.Line($"ref float added = ref Unsafe.Add(ref addend, {target});");
                // Each tile asks for its part of the next group's weights.
                int taps = rows.TapCount * columns.TapCount, tiles = runs.Sum(run => run.Count), lines = IsPlanar ? 0 : Lines(group, rows.Count * tiles), part = lines * X.Planes * taps * Map.Pixel;
                int start = 0, done = 0;
                foreach ((int pixels, int times) in runs)
                {
                    string tile = AddTile(kernels, pixels, vectors, columns.InputStep * Pixel, lines > 0);
                    int at = start * columns.Step * Map.Pixel / (IsPooled ? 2 : 1), tap = columns.OffsetStep * Pixel, rowStep = rows.OffsetStep * rowFloats;
                    string[] arguments =
                    [
                        Shift("ref source", start * columns.InputStep * Pixel),
                        $"ref Unsafe.Add(ref w, {weights})",
                        HasBias ? $"ref Unsafe.Add(ref b, {o})" : Nothing,
                        HasAddend ? Shift("ref added", at) : IsPooled ? $"ref (half == 0 ? {Nothing} : {Shift("ref target", at)})" : Nothing,
                        Shift("ref target", at),
                        $"{times}", $"{columns.Step * Map.Pixel}", $"{PlaneOfResult}", $"{Inputs}", $"{rows.TapCount}", $"{columns.TapCount}", $"{tap}",
                        $"{rowStep - columns.TapCount * tap}", $"{planeFloats - rows.TapCount * rowStep}",
                    ];
                    string next = lines == 0 ? "" : $", ref Unsafe.Add(ref w, {Offset.Of((o, Inputs * taps), (row, (IsPooled ? 2 : 1) * tiles * part), (IsPooled ? "half" : "0", tiles * part)).Plus(place + group * Inputs * taps + done * part)}), {lines}";
                    code.Line($"{tile}({string.Join(", ", arguments)}{next});");
                    start += times * pixels;
                    done += times;
                }
            }
        }

        // A group of several blocks begins with one; one of part of a block lies within it.
        (string, int) Plane(string o, int group) => group >= Map.Pixel ? (o, PlaneOfResult / Map.Pixel) : (int.TryParse(o, out int number) ? $"{number / Map.Pixel}" : $"o / {Map.Pixel}", PlaneOfResult);

        static string Lane(string o, int group) => group >= Map.Pixel ? "0" : int.TryParse(o, out int number) ? $"{number % Map.Pixel}" : $"o % {Map.Pixel}";
    }

    /// <summary>Adds the kernel of tiles side by side and returns its name: (x, w, b, addend, y, tiles, step, plane, channels, rows, columns, tap, row, block[, next, lines]); b and addend may be null.</summary>
    /// <param name="kernels">Where to.</param>
    /// <param name="pixels">Of a row.</param>
    /// <param name="vectors">Of output channels.</param>
    /// <param name="inputStep">Between the pixels' inputs.</param>
    /// <param name="asks">Whether it asks for the weights to come.</param>
    public string AddTile(KernelSet kernels, int pixels, int vectors, int inputStep, bool asks)
    {
        Isa isa = kernels.Isa;
        var products = new BroadcastProducts(isa, pixels, vectors, inputStep, !IsPlanar && BroadcastProducts.FitFours(isa, vectors, Inputs));
        string name = $"ConvolutionTile_{pixels}x{vectors}{products.Key}{(IsPlanar ? "_Planar" : "")}{(inputStep == Pixel ? "" : $"_s{inputStep / Pixel}")}{(asks ? "_Next" : "")}{(Epilogue is null ? "" : "_" + Epilogue.Key)}{(IsPooled ? "_MaxPool" : "")}";
        string comment = $"Tiles of {pixels} pixels of a row × {vectors} vectors of output channels: b, if any, + Σ over input channels, rows and columns of the kernel{(IsPooled ? "" : ", plus another map, if any")}{(Epilogue is Layer layer ? ", then " + layer.Kind : "")}{(IsPooled ? "; of each two pixels, and of another row if there is one, the largest" : "")}."
            + $"\ntiles: how many, side by side. step, plane: between pixels and planes of y. tap, row, block: from one tap of x to the next; from a row's last to the next row's first; and to the next {(IsPlanar ? "channel" : "sixteen channels")}.{(asks ? " next: weights that will be read soon, so many lines of them at each tap of sixteen channels." : "")}";
        const string Common = "ref float x, ref float w, ref float b, ref float addend, ref float y, int tiles, int step, int plane, int channels, int rows, int columns, int tap, int row, int block";
        return kernels.AddOnce(name, comment, asks ? Common + ", ref float next, int lines" : Common, code =>
        {
            using CodeWriter.Scope each = code.Block("for (; tiles > 0; tiles--)");
            code.Line("ref float input = ref x;");
            code.Line("ref float weight = ref w;");
            for (int v = 0; v < vectors; v++) code.Line($"var bias{v} = Unsafe.IsNullRef(ref b) ? {isa.Zero} : {isa.Load("b", v * isa.Width)};");
            products.EmitSums(code, v => $"bias{v}");
            using (code.Block($"for (int left = channels; left > 0; left -= {Block})"))
            {
                if (!IsPlanar) code.Line($"int count = Math.Min(left, {Block});");
                using (code.Block("for (int i = 0; i < rows; i++)"))
                {
                    using (code.Block("for (int j = 0; j < columns; j++)"))
                    {
                        if (IsPlanar)
                        {
                            products.EmitChannel(code);
                            code.Line($"weight = ref Unsafe.Add(ref weight, {vectors * isa.Width});");
                            code.Line("input = ref Unsafe.Add(ref input, tap);");
                        }
                        else
                        {
                            if (asks) code.Line($"for (int line = 0; line < lines; line++, next = ref Unsafe.Add(ref next, {Map.Pixel})) Blocks.Prefetch(ref next);");
                            products.EmitChannels(code);
                            code.Line("input = ref Unsafe.Add(ref input, tap - count);");
                        }
                    }
                    code.Line("input = ref Unsafe.Add(ref input, row);");
                }
                code.Line("input = ref Unsafe.Add(ref input, block);");
            }
            if (IsPooled)
            {
                for (int p = 0; p < pixels; p += 2)
                {
                    for (int v = 0; v < vectors; v++) code.Line($"a{p / 2}_{v} = {isa.Class}.Max({Result(p, v)}, {Result(p + 1, v)});");
                }
                using (code.Block("if (!Unsafe.IsNullRef(ref addend))")) ForPixels("addend", (p, v, block, lane) => code.Line($"a{p}_{v} = {isa.Class}.Max(a{p}_{v}, {isa.Load(block, lane)});"));
                ForPixels("y", (p, v, block, lane) => code.Line(isa.Store($"a{p}_{v}", block, lane)));
            }
            else
            {
                using (code.Block("if (!Unsafe.IsNullRef(ref addend))")) ForPixels("addend", (p, v, block, lane) => code.Line($"a{p}_{v} += {isa.Load(block, lane)};"));
                ForPixels("y", (p, v, block, lane) => code.Line(isa.Store(Result(p, v), block, lane)));
            }
            code.Line($"x = ref Unsafe.Add(ref x, {pixels * inputStep});");

            string Result(int p, int v) => Epilogue?.Apply(isa, kernels, $"a{p}_{v}") ?? $"a{p}_{v}";

            // Vectors of one block are neighbours, blocks a plane apart.
            void ForPixels(string map, Action<int, int, string, int> write)
            {
                int blocks = (vectors * isa.Width + Map.Pixel - 1) / Map.Pixel;
                for (int block = 1; block < blocks; block++) code.Line($"ref float {map}{block} = ref Unsafe.Add(ref {Block(block - 1)}, plane);");
                for (int p = 0; p < (IsPooled ? pixels / 2 : pixels); p++)
                {
                    for (int block = 0; p > 0 && block < blocks; block++) code.Line($"{Block(block)} = ref Unsafe.Add(ref {Block(block)}, step);");
                    for (int v = 0; v < vectors; v++) write(p, v, Block(v * isa.Width / Map.Pixel), v * isa.Width % Map.Pixel);
                }
                code.Line($"{map} = ref Unsafe.Add(ref {map}, step);");

                string Block(int block) => block == 0 ? map : $"{map}{block}";
            }
        });
    }
}
