using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ReLU.</summary>
internal sealed record ReLULayer : PointwiseLayer
{
    public override string Kind => "ReLU";

    protected override string Formula => "y = max(0, x)";

    protected override string Derivative => "y ≤ 0 ? 0 : dy";

    // In this order, so that NaN survives.
    public override string Apply(Isa isa, KernelSet kernels, string x) => $"{isa.Class}.MaxNative({isa.Zero}, {x})";

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.LessThanOrEqual({y}, {isa.Zero}), {isa.Zero}, {dy})";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("Relu");
}
