using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Flatten: C×H×W numbers in a row, in that order, which in lanes is how they lie already.</summary>
internal sealed record FlattenLayer : Layer, IBlockedLayer
{
    public override string Kind => "Flatten";

    public override LayerTraits Traits => LayerTraits.View;

    public override void Infer(Inference inference)
    {
        if (!inference.Input.IsConstant)
        {
            inference.ReportRunTimeSize();
            return;
        }
        inference.Output = Shape.Vector((int)inference.Input.Length.Value);
    }

    public override void EmitForward(Step step)
    {
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Apply("Flatten");

    public override void EmitBackward(Step step)
    {
    }

    public bool IsBlocked(Node node) => true;

    public void EmitBlockedForward(Step step) =>
        step.Code.Line($"Blocks.ToPlanar({step.Input().Reference}, {step.Output.Reference}, {step.Node.Input.Channels}, {step.Node.Input.Area});");

    public void EmitBlockedBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            step.Code.Line($"Blocks.{(step.Accumulates() ? "AddPlanar" : "FromPlanar")}({step.OutputGradient.Reference}, {step.InputGradient().Reference}, {step.Node.Input.Channels}, {step.Node.Input.Area});");
        }
    }
}
