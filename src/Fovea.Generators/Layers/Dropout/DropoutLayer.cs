using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Dropout: in training each number is zero with probability p, and the rest are scaled by 1/(1 − p). Otherwise nothing.</summary>
internal sealed record DropoutLayer(double Probability) : Layer
{
    public override string Kind => "Dropout";

    public override LayerTraits Traits => LayerTraits.TrainingOnly;

    public static Layer? Read(ArgumentReader arguments) => new DropoutLayer(arguments.Real("p", 0.5, 0, 1));

    public override Layer Freeze() => new IdentityLayer();

    public override void Infer(Inference inference) => inference.Output = inference.Input;

    /// <summary>The mask: 0 or 1/(1 − p).</summary>
    public override Size Saved(Node node) => node.Output.Length;

    public override void EmitForward(Step step)
    {
        if (!step.Training) return;
        Map x = step.Input(), y = step.Output;
        // Drawn by counter, so that it does not depend on chunks or threads.
        step.Code.Line($"DropoutMask.Draw({step.Saved}, {x.Pixels}, {Isa.Literal(Probability)}, {step.Node.Index}, in chunk);");
        string kernel = Multiply(step, x, "y", add: false);
        step.Call(kernel, x.Reference, step.Saved, y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Input();

    public override void EmitBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            string kernel = Multiply(step, step.Input(), "dx", step.Accumulates());
            step.Call(kernel, step.OutputGradient.Reference, step.Saved, step.InputGradient().Reference);
        }
    }

    private static string Multiply(Step step, Map map, string target, bool add) => ElementwiseKernel.Add(
        step.Kernels, $"Mask_{map.Key}{(add ? "_Add" : "")}", $"Dropout of {map.Display}: each number times its mask, forward and backward.", map, ["x", "mask"], "y",
        values => add ? step.Isa.MultiplyAdd(values[0], values[1], values[2]) : $"{values[0]} * {values[1]}", readsTarget: add);
}
