using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>What is left of a dropout in a frozen part.</summary>
internal sealed record IdentityLayer : Layer
{
    public override string Kind => "Identity";

    public override LayerTraits Traits => LayerTraits.View;

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference) => inference.Output = inference.Input;

    public override void EmitForward(Step step)
    {
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Input();

    public override void EmitBackward(Step step)
    {
    }
}
