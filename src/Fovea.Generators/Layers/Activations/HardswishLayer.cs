using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Hardswish: Howard et al., "Searching for MobileNetV3", 2019.</summary>
internal sealed record HardswishLayer : ActivationLayer
{
    public override string Kind => "Hardswish";

    protected override string Formula => "y = x · min(6, max(0, x + 3))/6";

    protected override string Derivative => "y′ = 0 up to −3, 1 from 3, x/3 + ½ between";

    // In this order, so that NaN survives.
    protected override void EmitValue(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        code.Line($"return x * {isa.Class}.MinNative({isa.Constant(6)}, {isa.Class}.MaxNative({isa.Zero}, x + {isa.Constant(3)})) / {isa.Constant(6)};");
    }

    protected override void EmitDerivative(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        code.Line($"var between = {isa.MultiplyAdd("x", isa.Constant(1 / 3.0), isa.Constant(0.5))};");
        code.Line($"between = {isa.Class}.ConditionalSelect({isa.Class}.GreaterThanOrEqual(x, {isa.Constant(3)}), {isa.Constant(1)}, between);");
        code.Line($"return {isa.Class}.ConditionalSelect({isa.Class}.LessThanOrEqual(x, {isa.Constant(-3)}), {isa.Zero}, between);");
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("HardSwish");
}
