using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

// The gradients of the weights are made of all images at once, a part of the outputs at a time: they are written once, by one thread, and there are no partial sums of them.
internal sealed partial record LinearLayer
{
    // Outputs of a tile, and weights that are worth handing out as a part.
    private const int MostPlanes = 8, FewestWeightsOfAPart = 3 << 10;

    public int DeferredLength(Node node) => Stride(node) + Features;

    public int DeferredParts(Node node) => (Features + OutputsOfAPart(node) - 1) / OutputsOfAPart(node);

    private static int OutputsOfAPart(Node node) => (FewestWeightsOfAPart / node.Input.Channels / MostPlanes + 1) * MostPlanes;

    // What an image leaves is its input, and behind it the gradient of its output.
    private static int Stride(Node node) => (node.Input.Channels + 15) / 16 * 16;

    public void EmitDeferred(Step step)
    {
        int place = step.Deferred!.Value, outputs = OutputsOfAPart(step.Node);
        string dy = Isa.At("deferred", place + Stride(step.Node)), range = DeferredParts(step.Node) == 1 ? $"0, {Features}" : $"part * {outputs}, Math.Min(part * {outputs} + {outputs}, {Features})";
        if (step.WeightGradient("weight") is { } gradient) step.Code.Line($"{AddWeightGradient(step)}({dy}, {Isa.At("deferred", place)}, {gradient}, images, {range});");
        if (step.WeightGradient("bias") is { } bias) step.Code.Line($"Packing.AddRows({dy}, {bias}, images, {step.DeferredLength}, {range});");
    }

    private string AddWeightGradient(Step step)
    {
        int inputs = step.Node.Input.Channels;
        Isa isa = step.Isa;
        int vectors = inputs / isa.Width, tail = inputs % isa.Width;
        Tile tile = Tile.Best(MostPlanes, Math.Max(vectors, 1), isa.Registers, mostPlanes: MostPlanes, mostPixels: 6, wholePlanes: true);
        int rest = Features % tile.Planes;
        return step.Kernels.Add(
            $"LinearWeightGradient_{inputs}_to_{Features}",
            $"Linear {inputs} → {Features}: gradient of the weight, some outputs of it, from inputs and gradients of outputs with an image a row.\ndw[o, i] += Σ dy[n, o] · x[n, i], over the images n; a tile is {tile.Planes} outputs × {tile.Pixels} vectors of inputs.",
            "ref float dy, ref float x, ref float dw, int images, int from, int to", code =>
        {
            if (Features >= tile.Planes)
            {
                using (code.Block($"for (int o = from; o < {(rest == 0 ? "to" : $"Math.Min(to, {Features - rest})")}; o += {tile.Planes})")) Rows(code, tile.Planes);
            }
            if (rest > 0)
            {
                using (code.Block($"if (to > {Features - rest})"))
                {
                    code.Line($"const int o = {Features - rest};");
                    Rows(code, rest);
                }
            }
        });

        void Rows(CodeWriter code, int planes)
        {
            foreach ((int count, int from, int to) in Split(vectors, tile.Pixels))
            {
                using (code.Block($"for (int i = {from * isa.Width}; i < {to * isa.Width}; i += {count * isa.Width})")) Sums(code, planes, count, masked: false);
            }
            if (tail == 0) return;
            using (code.Block())
            {
                code.Line($"const int i = {vectors * isa.Width};");
                code.Line($"// The last {tail} inputs: what lies behind them may be another thread's, and is not even read and written back.");
                Sums(code, planes, 1, masked: true);
            }
        }

        void Sums(CodeWriter code, int planes, int count, bool masked)
        {
            for (int p = 0; p < planes; p++)
            {
                for (int v = 0; v < count; v++) code.Line($"var a{p}_{v} = {isa.Zero};");
            }
            code.Line("ref float source = ref Unsafe.Add(ref x, i);");
            code.Line("ref float d = ref Unsafe.Add(ref dy, o);");
            using (code.Block("for (int n = 0; n < images; n++)"))
            {
                for (int v = 0; v < count; v++) code.Line($"var x{v} = {isa.Load("source", v * isa.Width)};");
                for (int p = 0; p < planes; p++)
                {
                    code.Line($"var d{p} = {isa.Broadcast("d", p)};");
                    for (int v = 0; v < count; v++) code.Line($"a{p}_{v} = {isa.MultiplyAdd($"d{p}", $"x{v}", $"a{p}_{v}")};");
                }
                code.Line($"source = ref Unsafe.Add(ref source, {step.DeferredLength});");
                code.Line($"d = ref Unsafe.Add(ref d, {step.DeferredLength});");
            }
            code.Line($"ref float target = ref Unsafe.Add(ref dw, o * {inputs} + i);");
            if (masked)
            {
                using (code.Block($"for (int lane = 0; lane < {tail}; lane++)"))
                {
                    for (int p = 0; p < planes; p++) code.Line($"Unsafe.Add(ref target, lane{(p == 0 ? "" : $" + {p * inputs}")}) += a{p}_0[lane];");
                }
                return;
            }
            for (int p = 0; p < planes; p++)
            {
                for (int v = 0; v < count; v++)
                {
                    Size offset = (long)p * inputs + v * isa.Width;
                    code.Line(isa.Store($"{isa.Load("target", offset)} + a{p}_{v}", "target", offset));
                }
            }
        }

        // Full tiles, then what is left: (tile, first, end).
        static IEnumerable<(int Tile, int First, int End)> Split(int total, int tile)
        {
            int full = total / tile * tile;
            if (full > 0) yield return (tile, 0, full);
            if (full < total) yield return (total - full, full, total);
        }
    }
}
