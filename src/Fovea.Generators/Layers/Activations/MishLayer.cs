using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Mish: Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019.</summary>
internal sealed record MishLayer : ActivationLayer
{
    public override string Kind => "Mish";

    protected override string Formula => "y = x · tanh(log(1 + e)) = x · n/(n + 2) with e = exp(x), n = e · (e + 2)";

    protected override string Derivative => "y′ = n/(n + 2) + 4x · e · (e + 1)/(n + 2)²";

    protected override void EmitValue(CodeWriter code, KernelSet kernels)
    {
        Terms(code, kernels.Isa);
        code.Line($"return x * (n / (n + {kernels.Isa.Constant(2)}));");
    }

    protected override void EmitDerivative(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        Terms(code, isa);
        code.Line($"var q = {isa.Constant(1)} / (n + {isa.Constant(2)});");
        code.Line($"return {isa.MultiplyAdd("n", "q", $"{isa.Constant(4)} * near * q * (e * (e + {isa.Constant(1)}) * q)")};");
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("Mish");

    private static void Terms(CodeWriter code, Isa isa)
    {
        code.Line("// Past 20 quotient and derivative are one, and squares stay finite.");
        code.Line($"var near = {isa.Class}.MinNative({isa.Constant(20)}, x);");
        code.Line($"var e = {isa.Class}.Exp(near);");
        code.Line($"var n = e * (e + {isa.Constant(2)});");
    }
}
