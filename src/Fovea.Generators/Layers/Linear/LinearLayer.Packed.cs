using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

// Outside training, weights of a layer that is not very large are packed so that they are read in one go, as vectors of outputs, and nothing is summed up across a vector: [outputs/group][inputs][group].
// Of very large ones a second copy would cost more than it saves, and in training every step would have to pack them.
internal sealed partial record LinearLayer : IPackedLayer
{
    private const int MostPackedWeights = 1 << 21;

    // Vectors of outputs at a time for one image alone.
    private const int MostVectors = 8;

    public int PackedLength(Node node, bool training) => IsPacked(node, training) ? PackedBias(node) + BlockedWeights.Padded(Features) : 0;

    public int PackedGradientLength(Node node) => 0;

    public Size BlockedScratch(Node node, bool training) => 0;

    public void EmitPack(Step step)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        step.Code.Line($"Packing.Pack({step.Weight("weight")}, {step.Packed()}, ref Unsafe.NullRef<float>(), new({Features}, {inputs}, 1, 1, {Vectors(step) * isa.Width}, {Map.Pixel}, {inputs}, 1, 1, 1, {isa.Width}));");
        BlockedWeights.EmitPackBias(step, Features, PackedBias(step.Node), Bias);
    }

    public void EmitUnpack(Step step)
    {
    }

    private bool IsPacked(Node node, bool training) => !training && node.MultiplyAdds <= MostPackedWeights;

    private int PackedBias(Node node) => BlockedWeights.Padded(Features) * node.Input.Channels;

    private int AllVectors(Isa isa) => (Features + isa.Width - 1) / isa.Width;

    // Images that meet a reading in registers.
    private static int Images(Isa isa) => isa.Registers / 8;

    // Even groups of vectors of outputs, with an accumulator for each and each image, beside the images' numbers and a weight.
    private int Vectors(Step step)
    {
        int images = Images(step.Isa), most = step.IsGrouped ? (step.Isa.Registers - 1 - images) / images : MostVectors, all = AllVectors(step.Isa), groups = (all + most - 1) / most;
        return (all + groups - 1) / groups;
    }

    private void EmitPackedForward(Step step)
    {
        int inputs = step.Node.Input.Channels, vectors = Vectors(step), groups = (AllVectors(step.Isa) + vectors - 1) / vectors;
        string kernel = step.Kernels.Add(
            $"PackedLinearForward_{inputs}_to_{Features}{(step.IsDivided ? "_Part" : "")}{(Bias ? "" : "_NoBias")}{(step.Epilogue is null ? "" : "_" + step.EpilogueKey)}",
            $"Linear {inputs} → {Features}{(step.Epilogue is Layer after ? ", then " + after.Kind : "")}, of the images side by side, whose x and y are so far in their arenas.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[i, o] · x[i], some vectors of outputs at a time.",
            $"in Chunk chunk, int x, int y, ref float w{(Bias ? ", ref float b" : "")}{(step.IsDivided ? ", int from, int to" : "")}", code =>
        {
            int full = AllVectors(step.Isa) / vectors, rest = AllVectors(step.Isa) % vectors;
            string first = step.IsDivided ? "from" : "0", last = !step.IsDivided ? $"{full}" : rest > 0 ? $"Math.Min(to, {full})" : "to";
            using (code.BlockIf(groups > 1 || step.IsDivided, $"for (int group = {first}; group < {last}; group++)")) EmitGroup(code, step, groups > 1 ? $"group * {vectors * step.Isa.Width}" : "0", vectors);
            if (rest == 0) return;
            using (code.Block(step.IsDivided ? $"if (to > {full})" : "")) EmitGroup(code, step, $"{full * vectors * step.Isa.Width}", rest);
        });
        string?[] arguments = ["in chunk", $"{step.Input().Offset}", $"{step.Output.Offset}", step.Packed(), Bias ? step.Packed(PackedBias(step.Node)) : null];
        if (step.IsDivided) step.CallInParts(groups, kernel, arguments);
        else step.Call(kernel, arguments);
    }

    // Some images after some, then each that is left. What is computed for one does not depend on that.
    private void EmitGroup(CodeWriter code, Step step, string outputs, int vectors)
    {
        code.Line($"int o = {outputs}, image = 0;");
        int images = Images(step.Isa);
        if (step.IsGrouped)
        {
            using (code.Block($"for (; image <= chunk.Images - {images}; image += {images})")) EmitProducts(code, step, images, vectors);
        }
        using (code.Block("for (; image < chunk.Images; image++)")) EmitProducts(code, step, 1, vectors);
    }

    private void EmitProducts(CodeWriter code, Step step, int images, int vectors)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        for (int n = 0; n < images; n++) code.Line($"ref float x{n} = ref Unsafe.Add(ref chunk.ArenaOf(image{Plus(n)}), x);");
        code.Line($"ref float weight = ref Unsafe.Add(ref w, o * {inputs});");
        // Where few outputs leave the FMA units waiting, the sum is cut into independent parts: of every output into as many, so that equal weights give equal sums.
        int parts = Vectors(step) switch { 1 => 4, 2 => 2, _ => 1 }, rounds = inputs / parts;
        for (int v = 0; v < vectors; v++)
        {
            string start = Bias ? $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref b, o{Plus(v * isa.Width)}))" : isa.Zero;
            for (int n = 0; n < images; n++)
            {
                for (int part = 0; part < parts; part++) code.Line($"var {Sum(n, v, part)} = {(part > 0 ? isa.Zero : start)};");
            }
        }
        if (rounds > 0)
        {
            using (code.Block($"for (int i = 0; i < {rounds * parts}; i{(parts == 1 ? "++" : $" += {parts}")})"))
            {
                for (int part = 0; part < parts; part++) Term("i", part);
            }
        }
        for (int term = rounds * parts; term < inputs; term++) Term($"{rounds * parts}", term - rounds * parts);
        for (int n = 0; n < images; n++)
        {
            code.Line($"ref float y{n} = ref Unsafe.Add(ref chunk.ArenaOf(image{Plus(n)}), y + o);");
            for (int v = 0; v < vectors; v++)
            {
                for (int part = 1; part < parts; part++) code.Line($"{Sum(n, v, 0)} += {Sum(n, v, part)};");
                code.Line(isa.Store(step.Epilogue?.Apply(isa, step.Kernels, Sum(n, v, 0)) ?? Sum(n, v, 0), $"y{n}", v * isa.Width));
            }
        }

        void Term(string first, int part)
        {
            using (code.BlockIf(parts > 1, ""))
            {
                for (int n = 0; n < images; n++) code.Line($"var value{n} = {isa.Class}.Create(Unsafe.Add(ref x{n}, {first}{Plus(part)}));");
                for (int v = 0; v < vectors; v++)
                {
                    if (images > 1) code.Line($"var weight{v} = {isa.Load("weight", v * isa.Width)};");
                    for (int n = 0; n < images; n++) code.Line($"{Sum(n, v, part)} = {isa.MultiplyAdd(images > 1 ? $"weight{v}" : isa.Load("weight", v * isa.Width), $"value{n}", Sum(n, v, part))};");
                }
                code.Line($"weight = ref Unsafe.Add(ref weight, {vectors * isa.Width});");
            }
        }

        string Sum(int image, int vector, int part) => part == 0 ? $"a{image}_{vector}" : $"a{image}_{vector}_{part}";
    }
}
