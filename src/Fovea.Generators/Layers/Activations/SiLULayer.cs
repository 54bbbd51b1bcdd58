using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.SiLU.</summary>
internal sealed record SiLULayer : ActivationLayer
{
    public override string Kind => "SiLU";

    protected override string Formula => "y = x/(1 + exp(−x))";

    protected override string Derivative => "y′ = s · (1 + x · (1 − s)) with s = 1/(1 + exp(−x))";

    protected override void EmitValue(CodeWriter code, KernelSet kernels) =>
        code.Line($"return x / ({kernels.Isa.Constant(1)} + {kernels.Isa.Class}.Exp(-x));");

    protected override void EmitDerivative(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        code.Line($"var s = {isa.Constant(1)} / ({isa.Constant(1)} + {isa.Class}.Exp(-x));");
        code.Line($"return {isa.MultiplyAdd("s * x", $"{isa.Constant(1)} - s", "s")};");
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("Mul", [onnx.Input(), onnx.Apply("Sigmoid")]);
}
