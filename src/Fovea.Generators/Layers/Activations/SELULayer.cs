using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.SELU: Klambauer et al., "Self-Normalizing Neural Networks", 2017.</summary>
internal sealed record SELULayer() : ExponentialLayer(Scale, Scale * Alpha)
{
    private const double Scale = 1.0507009873554804934193349852946, Alpha = 1.6732632423543772848170429916717;

    public override string Kind => "SELU";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("Selu");
}
