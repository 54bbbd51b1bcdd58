using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Dropout2d: in training whole channels are zero with probability p, and the rest are scaled by 1/(1 − p). Otherwise nothing.</summary>
internal sealed record Dropout2dLayer(double Probability) : Layer
{
    public override string Kind => "Dropout2d";

    public override LayerTraits Traits => LayerTraits.TrainingOnly;

    public static Layer? Read(ArgumentReader arguments) => new Dropout2dLayer(arguments.Real("p", 0.5, 0, 1));

    public override Layer Freeze() => new IdentityLayer();

    public override void Infer(Inference inference)
    {
        if (inference.RequireImage()) inference.Output = inference.Input;
    }

    /// <summary>The mask: 0 or 1/(1 − p), one a channel.</summary>
    public override Size Saved(Node node) => node.Output.Channels;

    public override void EmitForward(Step step)
    {
        if (!step.Training) return;
        Map x = step.Input(), y = step.Output;
        // Drawn by counter, so that it does not depend on chunks or threads.
        step.Code.Line($"DropoutMask.Draw({step.Saved}, {x.Planes}, {Isa.Literal(Probability)}, {step.Node.Index}, in chunk);");
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

    private static string Multiply(Step step, Map map, string target, bool add) => PlanewiseKernel.Add(
        step.Kernels, $"ChannelMask_{map.Key}{(add ? "_Add" : "")}", $"Dropout2d of {map.Display}: each channel times its mask, forward and backward.", map, ["x"], "y", ["mask"],
        (code, isa) => code.Line($"var kept = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref mask, plane * {Map.Pixel}{(isa.Width < Map.Pixel ? " + lane" : "")}));"),
        values => add ? step.Isa.MultiplyAdd(values[0], "kept", values[1]) : $"{values[0]} * kept", readsTarget: add);
}
