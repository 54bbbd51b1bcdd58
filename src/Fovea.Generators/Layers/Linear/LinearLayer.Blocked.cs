using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

// One vector at a time meets each weight once, so that weights are read as they lie, a few rows at a time.
internal sealed partial record LinearLayer : IDivisible
{
    private const int MostRows = 8;

    public bool IsBlocked(Node node) => true;

    public void EmitBlockedForward(Step step)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add(
            $"BlockedLinearForward_{inputs}_to_{Features}{(step.IsDivided ? "_Part" : "")}{(Bias ? "" : "_NoBias")}{(step.Epilogue is null ? "" : "_" + step.EpilogueKey)}",
            $"Linear {inputs} → {Features}{(step.Epilogue is Layer after ? ", then " + after.Kind : "")}.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[o, i] · x[i].",
            $"ref float x, ref float w{(Bias ? ", ref float b" : "")}, ref float y{(step.IsDivided ? ", int from, int to" : "")}", code =>
        {
            int vectors = inputs / isa.Width, tail = inputs % isa.Width;
            EmitMask(code, isa, tail);
            ForRows(code, Features, step.IsDivided, (rows, o) =>
            {
                code.Line($"ref float row = ref Unsafe.Add(ref w, {o} * {inputs});");
                for (int r = 0; r < rows; r++) code.Line($"var a{r} = {isa.Zero};");
                if (vectors > 0)
                {
                    using (code.Block($"for (int i = 0; i < {vectors * isa.Width}; i += {isa.Width})"))
                    {
                        code.Line($"var value = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, i));");
                        for (int r = 0; r < rows; r++) code.Line($"a{r} = {isa.MultiplyAdd("value", $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref row, i{Plus(r * inputs)}))", $"a{r}")};");
                    }
                }
                if (tail > 0)
                {
                    code.Line($"var last = {Masked(isa, isa.Load("x", vectors * isa.Width))};");
                    for (int r = 0; r < rows; r++) code.Line($"a{r} = {isa.MultiplyAdd("last", Masked(isa, isa.Load("row", r * inputs + vectors * isa.Width)), $"a{r}")};");
                }
                for (int r = 0; r < rows; r++) code.Line($"Unsafe.Add(ref y, {o}{Plus(r)}) = {isa.Class}.Sum(a{r}){(Bias ? $" + Unsafe.Add(ref b, {o}{Plus(r)})" : "")};");
            });
            if (step.Epilogue is not { } epilogue) return;
            using (code.Block(step.IsDivided ? $"for (int o = from * {Map.Pixel}; o < to * {Map.Pixel}; o += {isa.Width})" : $"for (int o = 0; o < {Features}; o += {isa.Width})"))
            {
                code.Line($"var value = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref y, o));");
                code.Line($"{isa.Class}.StoreUnsafe({epilogue.Apply(isa, step.Kernels, "value")}, ref Unsafe.Add(ref y, o));");
            }
        });
        string?[] arguments = [step.Input().Reference, step.Weight("weight"), step.Weight("bias"), step.Output.Reference];
        if (step.IsDivided) step.CallInParts(BlockedWeights.Padded(Features) / Map.Pixel, kernel, arguments);
        else step.Call(kernel, arguments);
    }

    public void EmitBlockedBackward(Step step)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        if (step.WeightGradient("weight") is { } gradient)
        {
            string weights = step.Kernels.Add($"BlockedLinearWeightGradient_{inputs}_to_{Features}", $"Linear {inputs} → {Features}: gradient of the weight.\ndw[o, i] += dy[o] · x[i].", "ref float x, ref float dy, ref float dw", code =>
            {
                int vectors = inputs / isa.Width, tail = inputs % isa.Width;
                EmitMask(code, isa, tail);
                ForRows(code, Features, false, (rows, o) =>
                {
                    code.Line($"ref float row = ref Unsafe.Add(ref dw, {o} * {inputs});");
                    for (int r = 0; r < rows; r++) code.Line($"var d{r} = {isa.Class}.Create(Unsafe.Add(ref dy, {o}{Plus(r)}));");
                    if (vectors > 0)
                    {
                        using (code.Block($"for (int i = 0; i < {vectors * isa.Width}; i += {isa.Width})"))
                        {
                            code.Line($"var value = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, i));");
                            for (int r = 0; r < rows; r++) Add($"i{Plus(r * inputs)}", r, "value");
                        }
                    }
                    if (tail > 0)
                    {
                        code.Line($"var last = {Masked(isa, isa.Load("x", vectors * isa.Width))};");
                        for (int r = 0; r < rows; r++) Add($"{r * inputs + vectors * isa.Width}", r, "last");
                    }

                    void Add(string at, int r, string value)
                    {
                        string sum = isa.MultiplyAdd(value, $"d{r}", $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref row, {at}))");
                        // Behind the last input lies the next row.
                        if (value == "last") sum = $"{isa.Class}.ConditionalSelect(mask, {sum}, {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref row, {at})))";
                        code.Line($"{isa.Class}.StoreUnsafe({sum}, ref Unsafe.Add(ref row, {at}));");
                    }
                });
            });
            step.Call(weights, step.Input().Reference, step.OutputGradient.Reference, gradient);
        }
        if (step.WeightGradient("bias") is { } bias) step.Code.Line($"Packing.UnpackVector({step.OutputGradient.Reference}, {bias}, {Features});");
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string kernel = step.Kernels.Add($"BlockedLinearInputGradient_{inputs}_to_{Features}{(add ? "_Add" : "")}", $"Linear {inputs} → {Features}: gradient of the input.\ndx[i] {(add ? "+=" : "=")} Σ w[o, i] · dy[o].", "ref float dy, ref float w, ref float dx", code =>
            {
                if (!add) code.Line($"MemoryMarshal.CreateSpan(ref dx, {inputs}).Clear();");
                ForRows(code, Features, false, (rows, o) =>
                {
                    code.Line($"ref float row = ref Unsafe.Add(ref w, {o} * {inputs});");
                    for (int r = 0; r < rows; r++) code.Line($"var d{r} = {isa.Class}.Create(Unsafe.Add(ref dy, {o}{Plus(r)}));");
                    using (code.Block($"for (int i = 0; i < {inputs}; i += {isa.Width})"))
                    {
                        code.Line($"var sum = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dx, i));");
                        for (int r = 0; r < rows; r++) code.Line($"sum = {isa.MultiplyAdd($"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref row, i{Plus(r * inputs)}))", $"d{r}", "sum")};");
                        code.Line($"{isa.Class}.StoreUnsafe(sum, ref Unsafe.Add(ref dx, i));");
                    }
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.Weight("weight"), step.InputGradient().Reference);
        }
    }

    // A few rows of the weight at a time, then what is left of them; of a divided step those of the blocks from … to ….
    private static void ForRows(CodeWriter code, int features, bool isDivided, Action<int, string> body)
    {
        int full = features / MostRows * MostRows;
        if (full > 0)
        {
            using (code.Block(isDivided ? $"for (int o = from * {Map.Pixel}; o < Math.Min(to * {Map.Pixel}, {full}); o += {MostRows})" : $"for (int o = 0; o < {full}; o += {MostRows})")) body(MostRows, "o");
        }
        if (full < features)
        {
            using (isDivided ? code.Block($"if (to * {Map.Pixel} > {full})") : code.Block()) body(features - full, $"{full}");
        }
    }

    private static void EmitMask(CodeWriter code, Isa isa, int tail)
    {
        if (tail > 0) code.Line($"var mask = {isa.Class}.LessThan({isa.Class}<int>.Indices, {isa.Class}.Create({tail})).AsSingle();");
    }

    private static string Masked(Isa isa, string value) => $"{isa.Class}.ConditionalSelect(mask, {value}, {isa.Zero})";

    private static string Plus(int offset) => offset == 0 ? "" : $" + {offset}";
}
