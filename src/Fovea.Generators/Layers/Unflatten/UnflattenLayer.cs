using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Unflatten: a vector seen as an image, which in lanes is how it lies already.</summary>
internal sealed record UnflattenLayer(int Channels, int Height, int Width) : Layer, IBlockedLayer
{
    public override string Kind => "Unflatten";

    public override LayerTraits Traits => LayerTraits.View;

    public static Layer? Read(ArgumentReader arguments) => new UnflattenLayer(arguments.Positive("channels"), arguments.Positive("height"), arguments.Positive("width"));

    public override void Infer(Inference inference)
    {
        if (!inference.RequireVector("An image need not be unflattened: remove it, or put Flatten before it.")) return;
        var output = Shape.Image(Channels, Height, Width);
        if (output.Length != inference.Input.Length)
        {
            inference.Report(Descriptors.UnflattenDoesNotFit, null, $"an image of {output} holds {output.Length} numbers, and its input is a vector of {inference.Input}. {Remedy(inference.Input.Channels)}");
            return;
        }
        inference.Output = output;
    }

    private string Remedy(int features) =>
        (long)Height * Width <= features && features % (Height * Width) == 0
            ? $"Use {features / (Height * Width)} channels, or a Linear of {(long)Channels * Height * Width} before it."
            : $"Use a Linear of {(long)Channels * Height * Width} before it.";

    public override void EmitForward(Step step)
    {
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("Reshape", [onnx.Input(), OnnxStep.Integers(0, Channels, Height, Width)]);

    public override void EmitBackward(Step step)
    {
    }

    public bool IsBlocked(Node node) => true;

    public void EmitBlockedForward(Step step) =>
        step.Code.Line($"Blocks.FromPlanar({step.Input().Reference}, {step.Output.Reference}, {Channels}, {step.Node.Output.Area});");

    public void EmitBlockedBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            step.Code.Line($"Blocks.{(step.Accumulates() ? "AddToPlanar" : "ToPlanar")}({step.OutputGradient.Reference}, {step.InputGradient().Reference}, {Channels}, {step.Node.Output.Area});");
        }
    }
}
