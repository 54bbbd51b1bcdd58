using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.LayerNorm over all of an image or vector: Ba et al., "Layer Normalization", 2016.</summary>
internal sealed record LayerNormLayer(double Eps, bool Affine) : ImageNormLayer(Eps, Affine)
{
    public override string Kind => "LayerNorm";

    public static Layer? Read(ArgumentReader arguments) =>
        new LayerNormLayer(arguments.Real("Eps", 1e-5, minimum: 0), arguments.Flag("Affine", true));

    protected override int Groups(int channels) => 1;

    protected override bool WeighsNumbers => true;

    public override OnnxValue EmitOnnx(OnnxStep onnx) => !Affine ? base.EmitOnnx(onnx)
        : onnx.Add("LayerNormalization", [onnx.Input(), onnx.Tensor("weight"), onnx.Tensor("bias")], OnnxStep.Attribute("axis", 1), OnnxStep.Attribute("epsilon", Eps));

    public override void Infer(Inference inference)
    {
        Shape input = inference.Input;
        if (Affine && !input.IsConstant)
        {
            inference.Report(Descriptors.WeightsNeedFixedSize, "Affine", $"it has a weight for each number, and its input {input} has a size that is left to run time. Set Affine = false, or use GroupNorm(1), which has a weight for each channel.");
            return;
        }
        WarnOfSingleNumbers(inference, "the whole");
        if (input.IsVector) Complete(inference, [input.Channels], ["features"]);
        else if (Affine) Complete(inference, [input.Channels, (int)input.Height.Value, (int)input.Width.Value], ["channels", "height", "width"]);
        else inference.Output = input;
    }
}
