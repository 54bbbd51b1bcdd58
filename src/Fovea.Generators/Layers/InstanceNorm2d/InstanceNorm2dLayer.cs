using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.InstanceNorm2d without running statistics: Ulyanov et al., "Instance Normalization", 2016.</summary>
internal sealed record InstanceNorm2dLayer(double Eps, bool Affine) : ImageNormLayer(Eps, Affine)
{
    public override string Kind => "InstanceNorm2d";

    public static Layer? Read(ArgumentReader arguments) =>
        new InstanceNorm2dLayer(arguments.Real("Eps", 1e-5, minimum: 0), arguments.Flag("Affine", false));

    protected override int Groups(int channels) => channels;

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        int[] channels = [onnx.Node.Input.Channels];
        return onnx.Add("InstanceNormalization", [onnx.Input(), onnx.Tensor("weight") ?? OnnxStep.Floats(channels, 1), onnx.Tensor("bias") ?? OnnxStep.Floats(channels, 0)], OnnxStep.Attribute("epsilon", Eps));
    }

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        if (inference.Input.Area.Is(1))
        {
            inference.Report(Descriptors.NeedsPixels, null, $"each channel of its input {inference.Input} is a single number, which is its own mean. It needs more than one pixel a channel: put it before the pooling, or use LayerNorm.");
            return;
        }
        if (!inference.Input.IsConstant) inference.Require($"{inference.Input.Area} > 1", "each channel of its input is a single number at this size");
        Complete(inference, [inference.Input.Channels], ["channels"]);
    }
}
