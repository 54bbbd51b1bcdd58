using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A convolution of one image to few channels, in planes: a vector is columns of a row, and weights are broadcast, so that no lane is without a channel. Every output row and column has one input
/// pixel after the other, as with stride 1 and in the phases of a transposed convolution, of which two columns side by side are stored at once. A maximum over 2×2 outputs may be taken in registers.
/// </summary>
internal sealed record SpatialConvolution(string Name, string Comment, Map X, Map Y, int Inputs, int Outputs, EquatableArray<Taps> Rows, EquatableArray<Taps> Columns)
{
    /// <summary>The most output channels; weights are packed [i][kh][kw][that many].</summary>
    public const int MostOutputs = 8;

    private const int MostColumns = 2;

    public bool HasBias { get; init; }

    public IPointwise? Epilogue { get; init; }

    /// <summary>Whether the maximum over 2×2 outputs is stored instead of them.</summary>
    public bool IsPooled { get; init; }

    /// <summary>Whether x is in planes; otherwise it is in blocks, and copied to planes.</summary>
    public bool ReadsPlanes { get; init; }

    /// <summary>Whether a call does some of the items: rows, or pairs of rows. It then reads a map with its border.</summary>
    public bool IsDivided { get; init; }

    /// <summary>Floats that it uses and forgets.</summary>
    public long Scratch => IsCopied ? (long)Inputs * Plane : 0;

    private bool IsCopied => !ReadsPlanes || !Border.IsNone;

    private int Together => IsPooled ? 2 : 1;

    private int Height => (int)X.Height.Value;

    private int Width => (int)X.Width.Value;

    private int Row => Border.Left + Width + Border.Right;

    private int Plane => (Border.Top + Height + Border.Bottom) * Row;

    private Border Border => Border.Of(Rows, Columns, Height, Width);

    /// <summary>Whether a convolution can be computed so, with vectors of any width.</summary>
    public static bool Fits(Taps[] rows, Taps[] columns, int outputs) =>
        outputs <= MostOutputs && columns.Length <= MostColumns && rows.Concat(columns).All(taps => taps.InputStep == 1 && taps.TapCount > 0)
        && columns.All(taps => taps.Count == columns[0].Count && taps.Step == columns.Length && taps.Count >= Isa.All.Max(isa => isa.Width));

    /// <summary>Writes the packing of the weights, with the distances in the tensor between outputs, inputs, and rows of the kernel.</summary>
    public void EmitPack(CodeWriter code, string weights, string packed, string? scale, int outputStride, int inputStride, int kernelWidth)
    {
        foreach ((Taps rows, Taps columns, int place) in Phases())
        {
            string order = $"new({Outputs}, {Inputs}, {rows.TapCount}, {columns.TapCount}, {MostOutputs}, 1, {outputStride}, {inputStride}, {rows.TapStep * kernelWidth}, {columns.TapStep}, {MostOutputs})";
            code.Line($"Packing.Pack({Shift(weights, rows.FirstTap * kernelWidth + columns.FirstTap)}, {Shift(packed, place)}, {scale ?? "ref Unsafe.NullRef<float>()"}, {order});");
        }
    }

    /// <summary>Writes the call of the kernel, or of its parts.</summary>
    public void EmitCall(Step step, string x, string w, string? b, string y)
    {
        if (!step.IsDivided)
        {
            step.Call(Add(step.Kernels), x, w, b, y, IsCopied ? step.Scratch : null);
            return;
        }
        if (!ReadsPlanes) step.InParts(Border.Top + Height + Border.Bottom, $"Blocks.PadPlanes({x}, {step.Scratch}, part.From, part.To, {Size});");
        else if (IsCopied) Border.EmitCopyInParts(step, x, Inputs, Height, Width, 1);
        step.CallInParts(Rows.Sum(rows => rows.Count) / Together, (this with { IsDivided = true }).Add(step.Kernels), IsCopied ? step.Scratch : x, w, b, y);
    }

    /// <summary>Adds the kernel and returns its name: (x, w, [b,] y[, padded]), or with a range of items for the last.</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        // As many channels at a time as leave registers for the rows and a weight.
        int sums = Together * Columns.Count, groups = (Outputs * sums + isa.Registers - 2 - Together) / (isa.Registers - 1 - Together), most = (Outputs + groups - 1) / groups, columnCount = Columns[0].Count;
        string suffix = (IsDivided ? "_Part" : "") + (HasBias ? "" : "_NoBias") + (IsPooled ? "_MaxPool" : "") + (Epilogue is null ? "" : "_" + Epilogue.Key);
        string comment = $"{Comment}\nVectors of columns, from {(ReadsPlanes ? "planes" : "blocks")} to planes{(IsPooled ? "; of each 2×2 outputs the largest" : "")}.";
        return kernels.Add(Name + "_Spatial" + suffix, comment, $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}, ref float y{(IsDivided ? ", int from, int to" : IsCopied ? ", ref float padded" : "")}", code =>
        {
            if (IsCopied && !IsDivided)
            {
                if (ReadsPlanes) Border.EmitCopy(code, "x", Inputs, Height, Width, 1);
                else code.Line($"Blocks.PadPlanes(ref x, ref padded, 0, {Border.Top + Height + Border.Bottom}, {Size});");
                code.Line("x = ref padded;");
            }
            int item = 0;
            foreach (Taps rows in Rows)
            {
                string loop = !IsDivided ? $"int row = 0; row < {rows.Count}"
                    : Rows.Count == 1 ? $"int row = from{Times}; row < to{Times}"
                    : $"int row = Math.Max(from - {item}, 0); row < Math.Min(to - {item}, {rows.Count})";
                using (code.Block($"for ({loop}; row += {Together})"))
                using (code.Block($"for (int left = 0; left < {columnCount}; left += {isa.Width})"))
                {
                    // The last vector of a row reaches back over columns that are done.
                    code.Line($"int column = {(columnCount % isa.Width == 0 ? "left" : $"Math.Min(left, {columnCount - isa.Width})")};");
                    for (int first = 0; first < Outputs; first += most)
                    {
                        using (code.BlockIf(groups > 1, "")) EmitGroup(code, kernels, rows, first, Math.Min(most, Outputs - first));
                    }
                }
                item += rows.Count;
            }
        });
    }

    private string Times => IsPooled ? " * 2" : "";

    private string Size => $"{Inputs}, {Height}, {Width}, {Border.Top}, {Border.Bottom}, {Border.Left}, {Border.Right}";

    private IEnumerable<(Taps Rows, Taps Columns, int Place)> Phases()
    {
        int place = 0;
        foreach (Taps rows in Rows)
        {
            foreach (Taps columns in Columns)
            {
                yield return (rows, columns, place);
                place += Inputs * rows.TapCount * columns.TapCount * MostOutputs;
            }
        }
    }

    private void EmitGroup(CodeWriter code, KernelSet kernels, Taps rows, int from, int count)
    {
        Isa isa = kernels.Isa;
        for (int phase = 0; phase < Columns.Count; phase++) EmitSums(code, isa, rows, phase, from, count);
        for (int o = 0; o < count; o++)
        {
            for (int sum = 0; sum < Together * Columns.Count; sum++)
            {
                if (Epilogue is not null) code.Line($"a{o}_{sum} = {Epilogue.Apply(isa, kernels, $"a{o}_{sum}")};");
            }
            int height = (int)Y.Height.Value, width = (int)Y.Width.Value, channel = (from + o) * (height / Together) * (width / Together);
            if (IsPooled)
            {
                string pairs = AddLargerOfPairs(kernels);
                code.Line($"{Half(isa)}.StoreUnsafe({pairs}({isa.Class}.Max(a{o}_0, a{o}_1)), ref Unsafe.Add(ref y, {Offset.Of(("row / 2", width / 2), ("column / 2", 1)).Plus(channel)}));");
                continue;
            }
            string At(int place) => $"ref Unsafe.Add(ref y, {Offset.Of(("row", rows.Step * width), ("column", Columns.Count)).Plus(channel + rows.Start * width + place)})";
            if (Columns.Count == 1) code.Line($"{isa.Class}.StoreUnsafe(a{o}_0, {At(0)});");
            for (int half = 0; half < Columns.Count && Columns.Count > 1; half++) code.Line($"{isa.Class}.StoreUnsafe({AddAlternate(kernels, half)}(a{o}_0, a{o}_1), {At(half * isa.Width)});");
        }
    }

    // Sums of some channels: of one row of outputs or two, and of one phase of columns.
    private void EmitSums(CodeWriter code, Isa isa, Taps rows, int phase, int from, int count)
    {
        Taps columns = Columns[phase];
        int together = Together, place = Phases().First(each => each.Rows == rows && each.Columns == columns).Place;
        for (int o = 0; o < count; o++)
        {
            for (int r = 0; r < together; r++) code.Line($"var a{o}_{phase + r} = {(HasBias ? isa.Broadcast("b", from + o) : isa.Zero)};");
        }
        using CodeWriter.Scope? alone = code.BlockIf(Columns.Count > 1, "");
        int start = (Border.Top + rows.Offset) * Row + Border.Left + columns.Offset;
        code.Line($"ref float source = ref Unsafe.Add(ref x, {Offset.Of(("row", Row), ("column", 1)).Plus(start)});");
        code.Line($"ref float weight = {Isa.At("w", place + from)};");
        using (code.BlockIf(Inputs > 1, $"for (int i = 0; i < {Inputs}; i++)"))
        {
            using (code.Block($"for (int kh = 0; kh < {rows.TapCount}; kh++)"))
            {
                using (code.Block($"for (int kw = 0; kw < {columns.TapCount}; kw++)"))
                {
                    for (int r = 0; r < together; r++) code.Line($"var x{r} = {isa.Load("source", r * Row)};");
                    for (int o = 0; o < count; o++)
                    {
                        code.Line($"var w{o} = {isa.Broadcast("weight", o)};");
                        for (int r = 0; r < together; r++) code.Line($"a{o}_{phase + r} = {isa.MultiplyAdd($"w{o}", $"x{r}", $"a{o}_{phase + r}")};");
                    }
                    code.Line($"source = ref Unsafe.Add(ref source, {columns.OffsetStep});");
                    code.Line($"weight = ref Unsafe.Add(ref weight, {MostOutputs});");
                }
                code.Line($"source = ref Unsafe.Add(ref source, {rows.OffsetStep * Row - columns.TapCount * columns.OffsetStep});");
            }
            if (Inputs > 1) code.Line($"source = ref Unsafe.Add(ref source, {Plane - rows.TapCount * rows.OffsetStep * Row});");
        }
    }

    private static string Half(Isa isa) => $"Vector{isa.Width * 16}";

    private static string AddLargerOfPairs(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        string Every(int from) => $"{isa.Class}.Shuffle(v, {isa.Class}.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(i => i * 2 % isa.Width + from))}))";
        return kernels.Add("LargerOfPairs", "The larger of each two neighbours.", $"{isa.Vector} v", code => code.Line($"return {isa.Class}.Max({Every(0)}, {Every(1)}).GetLower();"), $"{Half(isa)}<float>", hot: false);
    }

    // One half of the numbers, in turns from either.
    private static string AddAlternate(KernelSet kernels, int half)
    {
        Isa isa = kernels.Isa;
        string Twice(string vector) => $"{isa.Class}.Shuffle({vector}, {isa.Class}.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(i => (i + half * isa.Width) / 2))}))";
        string odd = $"{isa.Class}.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(i => i % 2 == 0 ? "0" : "-1"))}).AsSingle()";
        return kernels.Add($"Alternate{half}", $"The {(half == 0 ? "lower" : "upper")} halves' numbers in turns.", $"{isa.Vector} even, {isa.Vector} odd", code => code.Line($"return {isa.Class}.ConditionalSelect({odd}, {Twice("odd")}, {Twice("even")});"), $"{isa.Vector}", hot: false);
    }

    private static string Shift(string reference, int offset) => offset == 0 ? reference : $"ref Unsafe.Add({reference}, {offset})";
}
