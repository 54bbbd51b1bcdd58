using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

// Weights that are not packed are read as they lie, a few rows at a time: they meet a single image, or four by four those that go side by side.
internal sealed partial record LinearLayer : IGroupedLayer
{
    // Images that share a reading of the weights, and of them those that rows meet in registers; rows that one image meets at a time.
    private const int MostImages = 8, Quad = 4, MostRows = 8;

    public bool IsBlocked(Node node) => true;

    public int Group => MostImages;

    public void EmitBlockedForward(Step step)
    {
        if (IsPacked(step.Node, step.Training))
        {
            EmitPackedForward(step);
            return;
        }
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add(
            $"BlockedLinearForward_{inputs}_to_{Features}{(step.IsDivided ? "_Part" : "")}{(Bias ? "" : "_NoBias")}{(step.Epilogue is null ? "" : "_" + step.EpilogueKey)}",
            $"Linear {inputs} → {Features}{(step.Epilogue is Layer after ? ", then " + after.Kind : "")}, of the images side by side, whose x and y are so far in their arenas.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[o, i] · x[i].",
            $"in Chunk chunk, int x, int y, ref float w{(Bias ? ", ref float b" : "")}{(step.IsDivided ? ", int from, int to" : "")}", code =>
        {
            EmitMask(code, isa, inputs % isa.Width);
            ForImages(code, step, step.IsDivided, (rows, images, o) =>
            {
                for (int n = 0; n < images; n++)
                {
                    code.Line($"ref float x{n} = ref Unsafe.Add(ref chunk.ArenaOf(image{Plus(n)}), x);");
                    code.Line($"ref float y{n} = ref Unsafe.Add(ref chunk.ArenaOf(image{Plus(n)}), y);");
                }
                Products(code, step, rows, images, o);
            });
            if (step.Epilogue is not { } epilogue) return;
            using (code.Block("for (int image = 0; image < chunk.Images; image++)"))
            {
                code.Line("ref float target = ref Unsafe.Add(ref chunk.ArenaOf(image), y);");
                using (code.Block(step.IsDivided ? $"for (int o = from * {Map.Pixel}; o < to * {Map.Pixel}; o += {isa.Width})" : $"for (int o = 0; o < {Features}; o += {isa.Width})"))
                {
                    code.Line($"var value = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref target, o));");
                    code.Line($"{isa.Class}.StoreUnsafe({epilogue.Apply(isa, step.Kernels, "value")}, ref Unsafe.Add(ref target, o));");
                }
            }
        });
        string?[] arguments = ["in chunk", $"{step.Input().Offset}", $"{step.Output.Offset}", step.Weight("weight"), step.Weight("bias")];
        if (step.IsDivided) step.CallInParts(BlockedWeights.Padded(Features) / Map.Pixel, kernel, arguments);
        else step.Call(kernel, arguments);
    }

    public void EmitBlockedBackward(Step step)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.Deferred is { } place)
        {
            step.Code.Line($"chunk.Defer({x.Offset}, {inputs}, {place});");
            step.Code.Line($"chunk.Defer({dy.Offset}, {Features}, {place + Stride(step.Node)});");
        }
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string kernel = step.Kernels.Add(
                $"BlockedLinearInputGradient_{inputs}_to_{Features}{(add ? "_Add" : "")}",
                $"Linear {inputs} → {Features}: gradient of the input, of the images side by side, whose dy and dx are so far in their arenas.\ndx[i] {(add ? "+=" : "=")} Σ w[o, i] · dy[o].",
                "in Chunk chunk, int dy, int dx, ref float w", code =>
            {
                if (!add)
                {
                    using (code.Block("for (int image = 0; image < chunk.Images; image++)")) code.Line($"MemoryMarshal.CreateSpan(ref Unsafe.Add(ref chunk.ArenaOf(image), dx), {inputs}).Clear();");
                }
                ForImages(code, step, false, (rows, images, o) =>
                {
                    for (int n = 0; n < images; n++)
                    {
                        code.Line($"ref float source{n} = ref Unsafe.Add(ref chunk.ArenaOf(image{Plus(n)}), dy);");
                        code.Line($"ref float target{n} = ref Unsafe.Add(ref chunk.ArenaOf(image{Plus(n)}), dx);");
                    }
                    InputGradients(code, isa, inputs, rows, images, o);
                });
            });
            step.Call(kernel, "in chunk", $"{dy.Offset}", $"{step.InputGradient().Offset}", step.Weight("weight"));
        }
    }

    // y[o + r] of some images: rows of the weight, each with the same number of accumulators for an image, whoever its neighbours are.
    private void Products(CodeWriter code, Step step, int rows, int images, string o)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        int vectors = inputs / isa.Width, tail = inputs % isa.Width;
        code.Line($"ref float row = ref Unsafe.Add(ref w, {o} * {inputs});");
        for (int n = 0; n < images; n++)
        {
            for (int r = 0; r < rows; r++) code.Line($"var a{n}_{r} = {isa.Zero};");
        }
        if (vectors > 0)
        {
            // A line of memory at once, where there is only one image to read it.
            int together = images == 1 && vectors % isa.VectorsOfLine == 0 ? isa.VectorsOfLine : 1;
            using (code.Block($"for (int i = 0; i < {vectors * isa.Width}; i += {together * isa.Width})"))
            {
                for (int v = 0; v < together; v++)
                {
                    int at = v * isa.Width;
                    using (code.BlockIf(together > 1, "")) Add(n => $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x{n}, i{Plus(at)}))", r => $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref row, i{Plus(r * inputs + at)}))");
                }
            }
        }
        if (tail > 0)
        {
            using (code.Block()) Add(n => Masked(isa, isa.Load($"x{n}", vectors * isa.Width)), r => Masked(isa, isa.Load("row", r * inputs + vectors * isa.Width)));
        }
        for (int n = 0; n < images; n++)
        {
            for (int r = 0; r < rows; r++) code.Line($"Unsafe.Add(ref y{n}, {o}{Plus(r)}) = {isa.Class}.Sum(a{n}_{r}){(Bias ? $" + Unsafe.Add(ref b, {o}{Plus(r)})" : "")};");
        }

        void Add(Func<int, string> value, Func<int, string> weight)
        {
            // Rows that several images meet stay in registers, and there is room for one image's number beside them.
            if (images > 1)
            {
                for (int r = 0; r < rows; r++) code.Line($"var weight{r} = {weight(r)};");
            }
            for (int n = 0; n < images; n++)
            {
                code.Line($"var value{n} = {value(n)};");
                for (int r = 0; r < rows; r++) code.Line($"a{n}_{r} = {isa.MultiplyAdd($"value{n}", images > 1 ? $"weight{r}" : weight(r), $"a{n}_{r}")};");
            }
        }
    }

    // dx[i] += Σ w[o, i] · dy[o] of some images, along rows of the weight, since what lies in one column is far apart.
    private static void InputGradients(CodeWriter code, Isa isa, int inputs, int rows, int images, string o)
    {
        code.Line($"ref float row = ref Unsafe.Add(ref w, {o} * {inputs});");
        for (int n = 0; n < images; n++)
        {
            for (int r = 0; r < rows; r++) code.Line($"var d{n}_{r} = {isa.Class}.Create(Unsafe.Add(ref source{n}, {o}{Plus(r)}));");
        }
        using (code.Block($"for (int i = 0; i < {inputs}; i += {isa.Width})"))
        {
            if (images > 1)
            {
                for (int r = 0; r < rows; r++) code.Line($"var weight{r} = {Weight(r)};");
            }
            for (int n = 0; n < images; n++)
            {
                code.Line($"var sum{n} = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref target{n}, i));");
                for (int r = 0; r < rows; r++) code.Line($"sum{n} = {isa.MultiplyAdd(images > 1 ? $"weight{r}" : Weight(r), $"d{n}_{r}", $"sum{n}")};");
                code.Line($"{isa.Class}.StoreUnsafe(sum{n}, ref Unsafe.Add(ref target{n}, i));");
            }
        }

        string Weight(int r) => $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref row, i{Plus(r * inputs)}))";
    }

    // With an accumulator, or a gradient, for each of them and each image of four in registers, the rows' weights and a number of an image.
    private static int RowsForImages(Isa isa) => isa.Registers / (Quad + 1);

    // Rows that four images after four meet, then all rows for each image that is left. What is computed for one does not depend on that.
    private void ForImages(CodeWriter code, Step step, bool isDivided, Action<int, int, string> body)
    {
        if (step.IsGrouped)
        {
            using (code.Block($"if (chunk.Images >= {Quad})"))
            {
                ForRows(code, RowsForImages(step.Isa), isDivided, (rows, o) =>
                {
                    using (code.Block($"for (int image = 0; image <= chunk.Images - {Quad}; image += {Quad})")) body(rows, Quad, o);
                });
            }
        }
        using (code.Block($"for (int image = {(step.IsGrouped ? $"chunk.Images / {Quad} * {Quad}" : "0")}; image < chunk.Images; image++)")) ForRows(code, MostRows, isDivided, (rows, o) => body(rows, 1, o));
    }

    // A few rows of the weight at a time, then what is left of them; of a divided step those of the blocks from … to ….
    private void ForRows(CodeWriter code, int most, bool isDivided, Action<int, string> body)
    {
        if (isDivided && Map.Pixel % most > 0)
        {
            code.Line($"int o = from * {Map.Pixel}, end = Math.Min(to * {Map.Pixel}, {Features});");
            using (code.Block($"for (; o <= end - {most}; o += {most})")) body(most, "o");
            using (code.Block("for (; o < end; o++)")) body(1, "o");
            return;
        }
        int full = Features / most * most;
        if (full > 0)
        {
            using (code.Block(isDivided ? $"for (int o = from * {Map.Pixel}; o < Math.Min(to * {Map.Pixel}, {full}); o += {most})" : $"for (int o = 0; o < {full}; o += {most})")) body(most, "o");
        }
        if (full < Features)
        {
            using (isDivided ? code.Block($"if (to * {Map.Pixel} > {full})") : code.Block()) body(Features - full, $"{full}");
        }
    }

    private static void EmitMask(CodeWriter code, Isa isa, int tail)
    {
        if (tail > 0) code.Line($"var mask = {isa.Class}.LessThan({isa.Class}<int>.Indices, {isa.Class}.Create({tail})).AsSingle();");
    }

    private static string Masked(Isa isa, string value) => $"{isa.Class}.ConditionalSelect(mask, {value}, {isa.Zero})";

    private static string Plus(int offset) => offset == 0 ? "" : $" + {offset}";
}
