using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Emission;

/// <summary>
/// A convolution with stride 1 of one planar image to few channels, planar too: a vector is columns of a row, and weights are broadcast, so that no lane is without a channel.
/// A maximum over 2×2 outputs may be taken in registers.
/// </summary>
internal sealed record SpatialConvolution(string Name, string Comment, Map X, Map Y, int Inputs, int Outputs, Window Window)
{
    /// <summary>The most output channels; weights are packed [i][kh][kw][that many].</summary>
    public const int MostOutputs = 8;

    public bool HasBias { get; init; }

    public IPointwise? Epilogue { get; init; }

    /// <summary>Whether the maximum over 2×2 outputs is stored instead of them.</summary>
    public bool IsPooled { get; init; }

    /// <summary>Whether a call does some of the items: rows, or pairs of rows. It then reads a map with its border.</summary>
    public bool IsDivided { get; init; }

    private int Together => IsPooled ? 2 : 1;

    private int Height => (int)X.Height.Value;

    private int Width => (int)X.Width.Value;

    private int Rows => (int)Y.Height.Value;

    private int Columns => (int)Y.Width.Value;

    private Border Border => Border.Of([Taps.Sliding(Window.Height, Rows)], [Taps.Sliding(Window.Width, Columns)], Height, Width);

    /// <summary>Whether a convolution can be computed so, with vectors of any width.</summary>
    public static bool Fits(Window window, int outputs, Shape output) =>
        window is { Height: { Stride: 1, Dilation: 1 }, Width: { Stride: 1, Dilation: 1 } } && outputs <= MostOutputs && output.Width.Value >= Isa.All.Max(isa => isa.Width);

    /// <summary>Writes the packing of the weights.</summary>
    public void EmitPack(CodeWriter code, string weights, string packed, string? scale) =>
        code.Line($"Packing.Pack({weights}, {packed}, {scale ?? "ref Unsafe.NullRef<float>()"}, new({Outputs}, {Inputs}, {Window.Height.Kernel}, {Window.Width.Kernel}, {MostOutputs}, 1, {Inputs * Window.Taps}, {Window.Taps}, {Window.Width.Kernel}, 1, {MostOutputs}));");

    /// <summary>Writes the call of the kernel, or of its parts.</summary>
    public void EmitCall(Step step, string x, string w, string? b, string y)
    {
        if (!step.IsDivided)
        {
            step.Call(Add(step.Kernels), x, w, b, y, Border.IsNone ? null : step.Scratch);
            return;
        }
        if (!Border.IsNone) Border.EmitCopyInParts(step, x, Inputs, Height, Width, 1);
        step.CallInParts(Rows / Together, (this with { IsDivided = true }).Add(step.Kernels), Border.IsNone ? x : step.Scratch, w, b, y);
    }

    /// <summary>Adds the kernel and returns its name: (x, w, [b,] y[, padded]), or with a range of items for the last.</summary>
    public string Add(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        int together = Together;
        // As many channels at a time as leave registers for the rows and a weight.
        int groups = (Outputs * together + isa.Registers - 2 - together) / (isa.Registers - 1 - together), most = (Outputs + groups - 1) / groups;
        int kh = Window.Height.Kernel, kw = Window.Width.Kernel, row = Border.Left + Width + Border.Right, plane = (Border.Top + Height + Border.Bottom) * row;
        string suffix = (IsDivided ? "_Part" : "") + (HasBias ? "" : "_NoBias") + (IsPooled ? "_MaxPool" : "") + (Epilogue is null ? "" : "_" + Epilogue.Key);
        string comment = $"{Comment}\nVectors of columns, planar to planar{(IsPooled ? "; of each 2×2 outputs the largest" : "")}.";
        return kernels.Add(Name + "_Spatial" + suffix, comment, $"ref float x, ref float w{(HasBias ? ", ref float b" : "")}, ref float y{(IsDivided ? ", int from, int to" : Border.IsNone ? "" : ", ref float padded")}", code =>
        {
            if (!Border.IsNone && !IsDivided)
            {
                Border.EmitCopy(code, "x", Inputs, Height, Width, 1);
                code.Line("x = ref padded;");
            }
            string rows = IsDivided ? $"int row = from * {together}; row < to * {together}" : $"int row = 0; row < {Rows}";
            using (code.Block($"for ({rows}; row += {together})"))
            using (code.Block($"for (int left = 0; left < {Columns}; left += {isa.Width})"))
            {
                // The last vector of a row reaches back over columns that are done.
                code.Line($"int column = {(Columns % isa.Width == 0 ? "left" : $"Math.Min(left, {Columns - isa.Width})")};");
                for (int first = 0; first < Outputs; first += most) EmitGroup(code, kernels, first, Math.Min(most, Outputs - first));
            }
        });

        void EmitGroup(CodeWriter code, KernelSet kernels, int from, int count)
        {
            using (code.BlockIf(groups > 1, ""))
            {
                code.Line($"ref float source = ref Unsafe.Add(ref x, row * {row} + column);");
                code.Line($"ref float weight = {Isa.At("w", from)};");
                for (int o = 0; o < count; o++)
                {
                    code.Line($"var a{o}_0 = {(HasBias ? isa.Broadcast("b", from + o) : isa.Zero)};");
                    if (IsPooled) code.Line($"var a{o}_1 = a{o}_0;");
                }
                using (code.BlockIf(Inputs > 1, $"for (int i = 0; i < {Inputs}; i++)"))
                {
                    using (code.Block($"for (int kh = 0; kh < {kh}; kh++)"))
                    {
                        using (code.Block($"for (int kw = 0; kw < {kw}; kw++)"))
                        {
                            for (int r = 0; r < together; r++) code.Line($"var x{r} = {isa.Load("source", r * row)};");
                            for (int o = 0; o < count; o++)
                            {
                                code.Line($"var w{o} = {isa.Broadcast("weight", o)};");
                                for (int r = 0; r < together; r++) code.Line($"a{o}_{r} = {isa.MultiplyAdd($"w{o}", $"x{r}", $"a{o}_{r}")};");
                            }
                            code.Line("source = ref Unsafe.Add(ref source, 1);");
                            code.Line($"weight = ref Unsafe.Add(ref weight, {MostOutputs});");
                        }
                        code.Line($"source = ref Unsafe.Add(ref source, {row - kw});");
                    }
                    if (Inputs > 1) code.Line($"source = ref Unsafe.Add(ref source, {plane - kh * row});");
                }
                for (int o = 0; o < count; o++)
                {
                    for (int r = 0; r < together; r++)
                    {
                        if (Epilogue is not null) code.Line($"a{o}_{r} = {Epilogue.Apply(isa, kernels, $"a{o}_{r}")};");
                    }
                    int channel = (from + o) * (Rows / together) * (Columns / together);
                    if (IsPooled)
                    {
                        string pairs = AddLargerOfPairs(kernels);
                        code.Line($"{Half(isa)}.StoreUnsafe({pairs}({isa.Class}.Max(a{o}_0, a{o}_1)), ref Unsafe.Add(ref y, {Offset.Of(("row / 2", Columns / 2), ("column / 2", 1)).Plus(channel)}));");
                    }
                    else code.Line($"{isa.Class}.StoreUnsafe(a{o}_0, ref Unsafe.Add(ref y, {Offset.Of(("row", Columns), ("column", 1)).Plus(channel)}));");
                }
            }
        }
    }

    private static string Half(Isa isa) => $"Vector{isa.Width * 16}";

    private static string AddLargerOfPairs(KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        string Every(int from) => $"{isa.Class}.Shuffle(v, {isa.Class}.Create({string.Join(", ", Enumerable.Range(0, isa.Width).Select(i => i * 2 % isa.Width + from))}))";
        return kernels.Add("LargerOfPairs", "The larger of each two neighbours.", $"{isa.Vector} v", code => code.Line($"return {isa.Class}.Max({Every(0)}, {Every(1)}).GetLower();"), $"{Half(isa)}<float>", hot: false);
    }
}
