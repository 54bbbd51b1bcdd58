using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.PixelShuffle: C·r²×H×W → C×H·r×W·r.</summary>
internal sealed record PixelShuffleLayer(int Factor) : PixelShufflingLayer(Factor)
{
    public override string Kind => "PixelShuffle";

    public static Layer? Read(ArgumentReader arguments) => new PixelShuffleLayer(arguments.Positive("factor"));

    public override OnnxValue EmitOnnx(OnnxStep onnx) =>
        onnx.Add("DepthToSpace", [onnx.Input()], OnnxStep.Attribute("blocksize", Factor), OnnxStep.Attribute("mode", "CRD"));

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        Shape input = inference.Input;
        long block = (long)Factor * Factor;
        if (input.Channels % block != 0)
        {
            long below = input.Channels / block * block;
            inference.Report(Descriptors.FactorDoesNotDivide, "factor", $"a block of {Factor}×{Factor} pixels takes {block} channels, and its {input} input has {input.Channels} ({input.Channels} mod {block} = {input.Channels % block}). Give it {(below > 0 ? $"{below} or " : "")}{below + block} channels.");
            return;
        }
        inference.Output = Shape.Image((int)(input.Channels / block), input.Height * Factor, input.Width * Factor);
        inference.Field = new ReceptiveField(inference.Field.Height.Resampled(1.0 / Factor), inference.Field.Width.Resampled(1.0 / Factor));
    }
}
