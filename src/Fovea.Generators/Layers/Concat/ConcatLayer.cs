using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>The named outputs in the order listed, then the current one, channel after channel.</summary>
internal sealed record ConcatLayer(EquatableArray<string> Names) : Layer
{
    public override string Kind => "Concat";

    public override LayerTraits Traits => LayerTraits.KeepsGradients | LayerTraits.Sums;

    public override EquatableArray<string> References => Names;

    public override bool CurrentComesLast => true;

    public static Layer? Read(ArgumentReader arguments) => new ConcatLayer(arguments.Names());

    // Each input but the last has to end with a block.
    public override bool IsPlanewise(Node node) => node.InputShapes.Take(node.InputShapes.Count - 1).All(shape => shape.Channels % Map.Pixel == 0);

    public override void Infer(Inference inference)
    {
        long channels = 0;
        for (int i = 0; i < inference.Inputs.Count; i++)
        {
            Shape shape = inference.Inputs[i];
            channels += shape.Channels;
            if (shape.IsVector == inference.Input.IsVector && inference.HaveOneSize(0, i)) continue;
            inference.Report(Descriptors.ShapesDoNotJoin, "names", $"it joins channels of maps that differ in size: {Joins.Difference(inference, 0, i)}.");
            return;
        }
        if (channels > int.MaxValue)
        {
            inference.Report(Descriptors.TooLarge, null, $"its output has {channels} channels, more than can be indexed.");
            return;
        }
        inference.Output = inference.Input with { Channels = (int)channels };
    }

    // A chunk's planes lie one after another, so joining channels is copying ranges.
    public override void EmitForward(Step step)
    {
        Size offset = 0;
        for (int i = 0; i < step.Node.Inputs.Count; i++)
        {
            Map x = step.Input(i);
            step.Call(CopyKernel.Add(step.Kernels, x, add: false), x.Reference, step.Output.At(offset));
            offset += x.Pixels * Map.Pixel;
        }
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) =>
        onnx.Add("Concat", [.. Enumerable.Range(0, onnx.Node.Inputs.Count).Select(onnx.Input)], OnnxStep.Attribute("axis", 1));

    public override void EmitBackward(Step step)
    {
        Size offset = 0;
        for (int i = 0; i < step.Node.Inputs.Count; i++)
        {
            Map dx = step.InputGradient(i);
            using (step.ForInputGradient(i)) step.Call(CopyKernel.Add(step.Kernels, dx, step.Accumulates(i)), step.OutputGradient.At(offset), dx.Reference);
            offset += dx.Pixels * Map.Pixel;
        }
    }
}
