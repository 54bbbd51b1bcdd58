using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Tanh.</summary>
internal sealed record TanhLayer : PointwiseLayer
{
    public override string Kind => "Tanh";

    protected override string Formula => "y = tanh(x)";

    protected override string Derivative => "dy · (1 − y²)";

    public override string Apply(Isa isa, KernelSet kernels, string x) => $"{VectorFunctions.Tanh(kernels)}({x})";

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) => $"{dy} * ({isa.Constant(1)} - {y} * {y})";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("Tanh");
}
