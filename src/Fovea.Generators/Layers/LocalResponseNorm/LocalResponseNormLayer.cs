using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.LocalResponseNorm: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", 2012, with alpha divided by the size.</summary>
internal sealed record LocalResponseNormLayer(int Window, double Alpha, double Beta, double K) : Layer
{
    public override string Kind => "LocalResponseNorm";

    public override string Prefix => "norm";

    public override LayerTraits Traits => LayerTraits.Nonlinear;

    public static Layer? Read(ArgumentReader arguments) => new LocalResponseNormLayer(
        arguments.Positive("size"), arguments.Real("Alpha", 1e-4), arguments.Real("Beta", 0.75), arguments.Real("K", 1));

    public override void Infer(Inference inference)
    {
        if (inference.RequireImage()) inference.Output = inference.Input;
    }

    /// <summary>The base of the power.</summary>
    public override Size Saved(Node node) => node.Output.Length;

    /// <summary>What each output hands to its neighbours.</summary>
    public override Size Scratch(Node node, bool training) => training ? node.Output.Length * Map.Pixel : 0;

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string V = isa.Class;
        bool keep = step.Training;
        string kernel = step.Kernels.Add(
            Name("Forward", x) + (keep ? "_Bases" : ""),
            $"{Describe(x)}{(keep ? ", keeping the bases" : "")}: y = x · base^−β, base = k + α/size · Σ x² over neighbouring channels; {Constants}.",
            $"ref float x, ref float y{(keep ? ", ref float bases" : "")}{x.SizeParameters}",
            code => ForNumbers(code, isa, x, Window / 2, (Window - 1) / 2, () =>
            {
                ForNeighbours(code, isa, () =>
                {
                    code.Line($"var v = {V}.LoadUnsafe(ref Unsafe.Add(ref x, j));");
                    code.Line($"sum = {isa.MultiplyAdd("v", "v", "sum")};");
                });
                code.Line($"var power = {isa.MultiplyAdd("sum", isa.Constant(Alpha / Window), isa.Constant(K))};");
                if (keep) code.Line($"{V}.StoreUnsafe(power, ref Unsafe.Add(ref bases, i));");
                Power(code, isa);
                code.Line($"{V}.StoreUnsafe({V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) * power, ref Unsafe.Add(ref y, i));");
            }));
        step.Call(kernel, x.Reference, y.Reference, keep ? step.Saved : null);
    }

    // ONNX's window of an even size leans to the other side.
    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        OnnxValue x = onnx.Input();
        if (Window % 2 == 1)
        {
            return onnx.Add("LRN", [x], OnnxStep.Attribute("size", Window), OnnxStep.Attribute("alpha", Alpha), OnnxStep.Attribute("beta", Beta), OnnxStep.Attribute("bias", K));
        }
        OnnxValue axis = OnnxStep.Integers(1), squares = onnx.Add("Unsqueeze", [onnx.Add("Mul", [x, x]), axis]);
        OnnxValue mean = onnx.Add("AveragePool", [squares], OnnxStep.Attribute("kernel_shape", Window, 1, 1), OnnxStep.Attribute("pads", Window / 2, 0, 0, (Window - 1) / 2, 0, 0), OnnxStep.Attribute("count_include_pad", 1));
        OnnxValue scaled = onnx.Add("Mul", [onnx.Add("Squeeze", [mean, axis]), OnnxStep.Floats([1], Alpha)]), power = onnx.Add("Add", [scaled, OnnxStep.Floats([1], K)]);
        return onnx.Add("Div", [x, onnx.Add("Pow", [power, OnnxStep.Floats([1], Beta)])]);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output, dy = step.OutputGradient;
        Isa isa = step.Isa;
        string V = isa.Class;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string shares = ElementwiseKernel.Add(step.Kernels, $"LocalResponseNormShares_{x.Key}", $"LocalResponseNorm of {x.Display}, backward: what each output hands to its neighbours, y · dy/base.", x, ["y", "dy", "bases"], "shares",
                values => $"{values[0]} * {values[1]} / {values[2]}");
            step.Call(shares, y.Reference, dy.Reference, step.Saved, step.Scratch);
            string kernel = step.Kernels.Add(
                Name("Backward", x) + (add ? "_Add" : ""),
                $"{Describe(x)}, backward: dx {(add ? "+=" : "=")} dy · base^−β − 2αβ/size · x · Σ y · dy/base over the channels that it is a neighbour of; {Constants}.",
                $"ref float x, ref float dy, ref float bases, ref float shares, ref float dx{x.SizeParameters}",
                code => ForNumbers(code, isa, x, (Window - 1) / 2, Window / 2, () =>
                {
                    ForNeighbours(code, isa, () => code.Line($"sum += {V}.LoadUnsafe(ref Unsafe.Add(ref shares, j));"));
                    code.Line($"var power = {V}.LoadUnsafe(ref Unsafe.Add(ref bases, i));");
                    Power(code, isa);
                    code.Line($"var outer = {V}.LoadUnsafe(ref Unsafe.Add(ref x, i)) * sum * {isa.Constant(-2 * Alpha * Beta / Window)};");
                    if (add) code.Line($"outer += {V}.LoadUnsafe(ref Unsafe.Add(ref dx, i));");
                    code.Line($"{V}.StoreUnsafe({isa.MultiplyAdd($"{V}.LoadUnsafe(ref Unsafe.Add(ref dy, i))", "power", "outer")}, ref Unsafe.Add(ref dx, i));");
                }));
            step.Call(kernel, x.Reference, dy.Reference, step.Saved, step.Scratch, step.InputGradient().Reference);
        }
    }

    // From the base to its power −β. Three quarters is everybody's, and needs no logarithm.
    private void Power(CodeWriter code, Isa isa)
    {
        if (Beta == 0.75)
        {
            code.Line($"var root = {isa.Class}.Sqrt(power);");
            code.Line($"power = {isa.Constant(1)} / (root * {isa.Class}.Sqrt(root));");
        }
        else
        {
            code.Line($"power = {isa.Class}.Exp({isa.Class}.Log(power) * {isa.Constant(-Beta)});");
        }
    }

    // Every number i of every plane, with the bounds of its neighbours, which are whole planes away.
    private static void ForNumbers(CodeWriter code, Isa isa, Map x, int before, int after, Action body)
    {
        using (code.Block($"for (int plane = 0; plane < {x.Planes}; plane++)"))
        {
            code.Line($"int before = Math.Min({before}, plane), after = Math.Min({after}, {x.Planes - 1} - plane);");
            using (code.Block($"for (int i = plane * {x.PlaneStride}; i < (plane + 1) * {x.PlaneStride}; i += {isa.Width})"))
            {
                code.Line($"int nearest = i - before * {x.PlaneStride}, farthest = i + after * {x.PlaneStride}, stride = {x.PlaneStride};");
                body();
            }
        }
    }

    private static void ForNeighbours(CodeWriter code, Isa isa, Action body)
    {
        code.Line($"var sum = {isa.Zero};");
        using (code.Block("for (int j = nearest; j <= farthest; j += stride)")) body();
    }

    private string Constants => $"size {Window}, α {NetworkEmitter.Number(Alpha)}, β {NetworkEmitter.Number(Beta)}, k {NetworkEmitter.Number(K)}";

    private string Name(string pass, Map x) => $"LocalResponseNorm{pass}_{x.Key}_n{Window}_{Names.Part(Alpha)}_{Names.Part(Beta)}_{Names.Part(K)}";

    private static string Describe(Map x) => $"LocalResponseNorm of {x.Display}";
}
