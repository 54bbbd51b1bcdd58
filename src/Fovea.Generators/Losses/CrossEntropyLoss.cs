using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.CrossEntropyLoss on logits, per image or per pixel.</summary>
internal sealed record CrossEntropyLoss(bool IsSum, double LabelSmoothing, int IgnoreIndex, EquatableArray<double> ClassWeights) : LabelLoss(IsSum, IgnoreIndex, ClassWeights)
{
    public override string Kind => "CrossEntropyLoss";

    public static Loss? Read(ArgumentReader arguments) => new CrossEntropyLoss(
        LossCatalog.IsSum(arguments), arguments.Real("LabelSmoothing", 0, 0, 1), ReadIgnoreIndex(arguments), arguments.Reals("ClassWeights"));

    public override LossProblem? Check(Shape output) =>
        output.Channels < 2 ? new LossProblem(null, $"the output {output} has one class. It needs at least two; for one probability use BCEWithLogitsLoss.") : base.Check(output);

    public override void EmitEvaluate(KernelSet kernels, CodeWriter code, LossMaps maps)
    {
        Map output = maps.Output;
        string kernel = AddKernel(kernels, output);
        code.Line($"double loss = {kernel}({output.Reference}, ref targets, {maps.Gradient.Reference}, {maps.Count}, scale{(output.IsConstant ? "" : ", height, width")});");
    }

    // Floats between planes; and planes: fewer stay in the cache, more would take too much of the stack.
    private const int FarApart = 1024, FewestGathered = 8, MostGathered = 128;

    private string AddKernel(KernelSet kernels, Map y)
    {
        Isa isa = kernels.Isa;
        bool smooths = LabelSmoothing > 0, weighs = ClassWeights.Count > 0;
        string V = isa.Class;
        double uniform = LabelSmoothing / y.Planes;
        // A pixel's outputs, where they lie so far apart that they would drive each other out of the cache, are brought together first.
        bool gathers = y.IsConstant && y.PlaneStride.Value >= FarApart && y.Planes is >= FewestGathered and <= MostGathered;
        Map z = gathers ? y with { Height = 1, Width = 1 } : y;
        return kernels.Add($"CrossEntropyLoss_{y.Key}", $"CrossEntropyLoss of {y.Display}: ℓ = w[t] · (log Σ exp y − y[t]){(smooths ? $", labels smoothed by {Isa.Literal(LabelSmoothing)}" : "")}; dy = w[t] · (softmax y − onehot t).",
            $"ref float y, ref int targets, ref float dy, int count, float scale{(y.IsConstant ? "" : ", int height, int width")}", code =>
        {
            if (weighs) code.Line($"ReadOnlySpan<float> weights = [{Weights}];");
            code.Line($"Span<float> strength = stackalloc float[{Map.Pixel}], mosts = stackalloc float[{Map.Pixel}], logs = stackalloc float[{Map.Pixel}]{(smooths ? $", counted = stackalloc float[{Map.Pixel}]" : "")};");
            if (gathers) code.Line($"Span<float> outputs = stackalloc float[{z.PlaneStride * z.Planes}], gradients = stackalloc float[{z.PlaneStride * z.Planes}];");
            EmitSlope(code);
            code.Line("double loss = 0;");
            using (code.Block($"for (int pixel = 0; pixel < {y.Height * y.Width}; pixel++)"))
            {
                code.Line("// Unused lanes and ignored labels weigh nothing.");
                code.Line("strength.Clear();");
                if (smooths) code.Line("counted.Clear();");
                using (code.Block("for (int n = 0; n < count; n++)"))
                {
                    code.Line($"int label = Unsafe.Add(ref targets, n * {y.Height * y.Width} + pixel);");
                    string weight = weighs ? "weights[label]" : "1f";
                    code.Line($"if (label == {IgnoreIndex}) continue;");
                    code.Line($"strength[n] = {weight};");
                    if (smooths) code.Line("counted[n] = 1f;");
                }
                if (gathers)
                {
                    code.Line("// Together, since where they lie they would drive each other out of the cache.");
                    using (code.Block($"for (int c = 0; c < {y.Planes}; c++)")) Copy(code, isa, $"Unsafe.Add(ref y, c * {y.PlaneStride} + pixel * {Map.Pixel})", $"outputs[c * {Map.Pixel}]");
                }
                using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
                {
                    string lane = isa.Width < Map.Pixel ? " + lane" : "", first = isa.Width < Map.Pixel ? "lane" : "0";
                    code.Line($"ref float source = ref {(gathers ? $"outputs[{first}]" : $"Unsafe.Add(ref y, pixel * {Map.Pixel}{lane})")};");
                    code.Line($"ref float target = ref {(gathers ? $"gradients[{first}]" : $"Unsafe.Add(ref dy, pixel * {Map.Pixel}{lane})")};");
                    code.Line($"var most = {V}.LoadUnsafe(ref source);");
                    using (Classes(code, z, 1)) code.Line($"most = {V}.Max(most, {V}.LoadUnsafe(ref Unsafe.Add(ref source, c)));");
                    code.Line($"var sum = {isa.Zero};");
                    using (Classes(code, z, 0))
                    {
                        code.Line($"var e = {VectorFunctions.Exp(kernels)}({V}.LoadUnsafe(ref Unsafe.Add(ref source, c)) - most);");
                        code.Line("sum += e;");
                        code.Line($"{V}.StoreUnsafe(e, ref Unsafe.Add(ref target, c));");
                    }
                    code.Line($"var log = {V}.Log(sum);");
                    code.Line($"var s = {V}.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(strength), {first}));");
                    if (!smooths)
                    {
                        code.Line($"var factor = s * {V}.Create(slope) / sum;");
                        using (Classes(code, z, 0)) code.Line($"{V}.StoreUnsafe({V}.LoadUnsafe(ref Unsafe.Add(ref target, c)) * factor, ref Unsafe.Add(ref target, c));");
                    }
                    else
                    {
                        code.Line($"var used = {V}.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(counted), {first}));");
                        double totalWeight = weighs ? ClassWeights.Sum() : y.Planes;
                        code.Line($"// Each class takes {Isa.Literal(uniform)} of the label, whatever the label is.");
                        code.Line($"var factor = (s * {isa.Constant(1 - LabelSmoothing)} + used * {isa.Constant(uniform * totalWeight)}) * {V}.Create(slope) / sum;");
                        code.Line($"var spread = used * {V}.Create({Isa.Literal(uniform)} * slope);");
                        code.Line($"var apart = {isa.Zero};");
                        using (Classes(code, z, 0))
                        {
                            string weight = weighs ? $"{V}.Create(weights[c / {z.PlaneStride}])" : isa.Constant(1);
                            code.Line($"var weight = {weight};");
                            code.Line($"apart += weight * (log - ({V}.LoadUnsafe(ref Unsafe.Add(ref source, c)) - most));");
                            code.Line($"{V}.StoreUnsafe({V}.LoadUnsafe(ref Unsafe.Add(ref target, c)) * factor - spread * weight, ref Unsafe.Add(ref target, c));");
                        }
                        code.Line($"loss += {V}.Sum(apart * used) * {Isa.Literal(uniform)};");
                    }
                    code.Line($"most.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(mosts), {first}));");
                    code.Line($"log.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(logs), {first}));");
                }
                if (gathers)
                {
                    using (code.Block($"for (int c = 0; c < {y.Planes}; c++)")) Copy(code, isa, $"gradients[c * {Map.Pixel}]", $"Unsafe.Add(ref dy, c * {y.PlaneStride} + pixel * {Map.Pixel})");
                }
                using (code.Block("for (int n = 0; n < count; n++)"))
                {
                    code.Line("if (strength[n] == 0) continue;");
                    code.Line($"int position = Unsafe.Add(ref targets, n * {y.Height * y.Width} + pixel) * {y.PlaneStride} + pixel * {Map.Pixel} + n;");
                    string kept = smooths ? $"{Isa.Literal(1 - LabelSmoothing)} * " : "";
                    code.Line($"loss += {kept}strength[n] * (logs[n] - (Unsafe.Add(ref y, position) - mosts[n]));");
                    code.Line($"Unsafe.Add(ref dy, position) -= {kept}strength[n] * slope;");
                }
            }
            code.Line("return loss * scale;");
        }, "double");
    }

    private static void Copy(CodeWriter code, Isa isa, string from, string to)
    {
        code.Line($"ref float from = ref {from}, to = ref {to};");
        for (int lane = 0; lane < Map.Pixel; lane += isa.Width) code.Line(isa.Store(isa.Load("from", lane), "to", lane));
    }

    private static IDisposable Classes(CodeWriter code, Map y, int first) =>
        code.Block($"for (int c = {y.PlaneStride * first}; c < {y.PlaneStride * y.Planes}; c += {y.PlaneStride})");
}
