using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Flatten: C×H×W numbers in a row, in that order, which is how they lie already.</summary>
internal sealed record FlattenLayer : Layer
{
    public override string Kind => "Flatten";

    public override LayerTraits Traits => LayerTraits.View;

    public override void Infer(Inference inference)
    {
        if (!inference.Input.IsConstant)
        {
            inference.Report(Diagnostics.Descriptors.NeedsFixedSize, null, "a fully-connected layer needs a fixed size: pool to one with AdaptiveAvgPool2d, or use a convolution.");
            return;
        }
        inference.Output = Shape.Vector((int)inference.Input.Length.Value);
    }

    public override void EmitForward(Step step)
    {
    }

    public override void EmitBackward(Step step)
    {
    }
}
