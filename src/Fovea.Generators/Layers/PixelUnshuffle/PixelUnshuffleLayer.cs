using Fovea.Generators.Diagnostics;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.PixelUnshuffle: C×H×W → C·r²×H/r×W/r.</summary>
internal sealed record PixelUnshuffleLayer(int Factor) : PixelShufflingLayer(Factor)
{
    public override string Kind => "PixelUnshuffle";

    public static Layer? Read(ArgumentReader arguments) => new PixelUnshuffleLayer(arguments.Positive("factor"));

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        Shape input = inference.Input;
        if (!input.IsConstant)
        {
            inference.Report(Descriptors.NeedsFixedSize, null, $"its blocks of {Factor}×{Factor} pixels must divide the size, which is left to run time. Use a strided convolution or a pooling.");
            return;
        }
        if (input.Height.Value % Factor != 0 || input.Width.Value % Factor != 0)
        {
            Size size = input.Height.Value % Factor != 0 ? input.Height : input.Width;
            inference.Report(Descriptors.FactorDoesNotDivide, "factor", $"blocks of {Factor}×{Factor} pixels do not divide its {input} input ({size} mod {Factor} = {size.Value % Factor}). Resize, crop or pad to a multiple of {Factor} before it.");
            return;
        }
        // No more than the input's numbers, and so no overflow.
        inference.Output = Shape.Image(input.Channels * Factor * Factor, input.Height / Factor, input.Width / Factor);
        inference.Field = new ReceptiveField(inference.Field.Height.Resampled(Factor, Factor), inference.Field.Width.Resampled(Factor, Factor));
    }
}
