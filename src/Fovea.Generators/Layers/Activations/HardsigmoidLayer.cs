using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Hardsigmoid.</summary>
internal sealed record HardsigmoidLayer : PointwiseLayer
{
    public override string Kind => "Hardsigmoid";

    protected override string Formula => "y = min(6, max(0, x + 3))/6";

    protected override string Derivative => "0 < y < 1 ? dy/6 : 0";

    // In this order, so that NaN survives.
    public override string Apply(Isa isa, KernelSet kernels, string x) =>
        $"{isa.Class}.MinNative({isa.Constant(6)}, {isa.Class}.MaxNative({isa.Zero}, {x} + {isa.Constant(3)})) / {isa.Constant(6)}";

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.LessThanOrEqual({y}, {isa.Zero}) | {isa.Class}.GreaterThanOrEqual({y}, {isa.Constant(1)}), {isa.Zero}, {dy} * {isa.Constant(1 / 6.0)})";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("HardSigmoid", [onnx.Input()], OnnxStep.Attribute("alpha", 1 / 6.0), OnnxStep.Attribute("beta", 0.5));
}
