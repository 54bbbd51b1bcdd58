using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Sigmoid.</summary>
internal sealed record SigmoidLayer : PointwiseLayer
{
    public override string Kind => "Sigmoid";

    protected override string Formula => "y = 1/(1 + exp(−x))";

    protected override string Derivative => "dy · y · (1 − y)";

    public override string Apply(Isa isa, KernelSet kernels, string x) =>
        $"{isa.Constant(1)} / ({isa.Constant(1)} + {isa.Class}.Exp(-{x}))";

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) => $"{dy} * {y} * ({isa.Constant(1)} - {y})";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("Sigmoid");
}
