using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.PixelUnshuffle: C×H×W → C·r²×H/r×W/r.</summary>
internal sealed record PixelUnshuffleLayer(int Factor) : PixelShufflingLayer(Factor)
{
    public override string Kind => "PixelUnshuffle";

    public static Layer? Read(ArgumentReader arguments) => new PixelUnshuffleLayer(arguments.Positive("factor"));

    // ONNX has a pixel's place before its channel.
    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        Shape input = onnx.Node.Input, output = onnx.Node.Output;
        OnnxValue deep = onnx.Add("SpaceToDepth", [onnx.Input()], OnnxStep.Attribute("blocksize", Factor));
        if (input.Channels == 1 || Factor == 1) return deep;
        OnnxValue shape = input.IsConstant ? OnnxStep.Integers(0, output.Channels, output.Height.Value, output.Width.Value) : onnx.Add("Shape", [deep]);
        OnnxValue places = onnx.Add("Reshape", [deep, OnnxStep.Integers(0, (long)Factor * Factor, input.Channels, -1)]);
        return onnx.Add("Reshape", [onnx.Add("Transpose", [places], OnnxStep.Attribute("perm", 0, 2, 1, 3)), shape]);
    }

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        Shape input = inference.Input;
        if (!Divides(input.Height, "rows") || !Divides(input.Width, "columns"))
        {
            Size size = Divides(input.Height, "rows") ? input.Width : input.Height;
            inference.Report(Descriptors.FactorDoesNotDivide, "factor", $"blocks of {Factor}×{Factor} pixels do not divide its {input} input ({size} mod {Factor} = {size.Value % Factor}). Resize, crop or pad to a multiple of {Factor} before it.");
            return;
        }
        // No more than the input's numbers, and so no overflow.
        inference.Output = Shape.Image(input.Channels * Factor * Factor, input.Height / Factor, input.Width / Factor);
        inference.Field = new ReceptiveField(inference.Field.Height.Resampled(Factor, Factor), inference.Field.Width.Resampled(Factor, Factor));

        bool Divides(Size size, string what)
        {
            if (size.IsConstant) return size.Value % Factor == 0;
            inference.Require($"{size} % {Factor} == 0", $"its blocks of {Factor}×{Factor} pixels do not divide the {what}");
            return true;
        }
    }
}
