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

    private string AddKernel(KernelSet kernels, Map y)
    {
        Isa isa = kernels.Isa;
        bool smooths = LabelSmoothing > 0, weighs = ClassWeights.Count > 0;
        string V = isa.Class;
        double uniform = LabelSmoothing / y.Planes;
        return kernels.Add($"CrossEntropyLoss_{y.Key}", $"CrossEntropyLoss of {y.Display}: ℓ = w[t] · (log Σ exp y − y[t]){(smooths ? $", labels smoothed by {Isa.Literal(LabelSmoothing)}" : "")}; dy = w[t] · (softmax y − onehot t).",
            $"ref float y, ref int targets, ref float dy, int count, float scale{(y.IsConstant ? "" : ", int height, int width")}", code =>
        {
            if (weighs) code.Line($"ReadOnlySpan<float> weights = [{Weights}];");
            code.Line($"Span<float> strength = stackalloc float[{Map.Pixel}], mosts = stackalloc float[{Map.Pixel}], logs = stackalloc float[{Map.Pixel}]{(smooths ? $", counted = stackalloc float[{Map.Pixel}]" : "")};");
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
                using (code.BlockIf(isa.Width < Map.Pixel, $"for (int lane = 0; lane < {Map.Pixel}; lane += {isa.Width})"))
                {
                    string lane = isa.Width < Map.Pixel ? " + lane" : "";
                    code.Line($"ref float source = ref Unsafe.Add(ref y, pixel * {Map.Pixel}{lane});");
                    code.Line($"ref float target = ref Unsafe.Add(ref dy, pixel * {Map.Pixel}{lane});");
                    code.Line($"var most = {V}.LoadUnsafe(ref source);");
                    using (Classes(code, y, 1)) code.Line($"most = {V}.Max(most, {V}.LoadUnsafe(ref Unsafe.Add(ref source, c)));");
                    code.Line($"var sum = {isa.Zero};");
                    using (Classes(code, y, 0))
                    {
                        code.Line($"var e = {VectorFunctions.Exp(kernels)}({V}.LoadUnsafe(ref Unsafe.Add(ref source, c)) - most);");
                        code.Line("sum += e;");
                        code.Line($"{V}.StoreUnsafe(e, ref Unsafe.Add(ref target, c));");
                    }
                    code.Line($"var log = {V}.Log(sum);");
                    code.Line($"var s = {V}.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(strength), {(lane.Length > 0 ? "lane" : "0")}));");
                    if (!smooths)
                    {
                        code.Line($"var factor = s * {V}.Create(slope) / sum;");
                        using (Classes(code, y, 0)) code.Line($"{V}.StoreUnsafe({V}.LoadUnsafe(ref Unsafe.Add(ref target, c)) * factor, ref Unsafe.Add(ref target, c));");
                    }
                    else
                    {
                        code.Line($"var used = {V}.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(counted), {(lane.Length > 0 ? "lane" : "0")}));");
                        double totalWeight = weighs ? ClassWeights.Sum() : y.Planes;
                        code.Line($"// Each class takes {Isa.Literal(uniform)} of the label, whatever the label is.");
                        code.Line($"var factor = (s * {isa.Constant(1 - LabelSmoothing)} + used * {isa.Constant(uniform * totalWeight)}) * {V}.Create(slope) / sum;");
                        code.Line($"var spread = used * {V}.Create({Isa.Literal(uniform)} * slope);");
                        code.Line($"var apart = {isa.Zero};");
                        using (Classes(code, y, 0))
                        {
                            string weight = weighs ? $"{V}.Create(weights[c / {y.PlaneStride}])" : isa.Constant(1);
                            code.Line($"var weight = {weight};");
                            code.Line($"apart += weight * (log - ({V}.LoadUnsafe(ref Unsafe.Add(ref source, c)) - most));");
                            code.Line($"{V}.StoreUnsafe({V}.LoadUnsafe(ref Unsafe.Add(ref target, c)) * factor - spread * weight, ref Unsafe.Add(ref target, c));");
                        }
                        code.Line($"loss += {V}.Sum(apart * used) * {Isa.Literal(uniform)};");
                    }
                    code.Line($"most.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(mosts), {(lane.Length > 0 ? "lane" : "0")}));");
                    code.Line($"log.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(logs), {(lane.Length > 0 ? "lane" : "0")}));");
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

    private static IDisposable Classes(CodeWriter code, Map y, int first) =>
        code.Block($"for (int c = {y.PlaneStride * first}; c < {y.PlaneStride * y.Planes}; c += {y.PlaneStride})");
}
