using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.MaxUnpool2d: numbers go back to where a pool found its maxima. The pool's output is read for its shape alone.</summary>
internal sealed record MaxUnpool2dLayer(string Pool) : Layer
{
    public override string Kind => "MaxUnpool2d";

    public override EquatableArray<string> References => new([Pool]);

    public override bool Differentiates(int input) => input == 0;

    public override bool ReadsSaved(int input) => input == 1;

    public static Layer? Read(ArgumentReader arguments) => arguments.Text("pool") is { } pool ? new MaxUnpool2dLayer(pool) : null;

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        Shape input = inference.Input, pooled = inference.Inputs[1];
        if (inference.InputLayers[1] is not { Layer: MaxPool2dLayer } pool)
        {
            inference.Report(Descriptors.NothingToUnpool, "pool", $"it undoes a MaxPool2d, and '{Pool}' is {(inference.InputLayers[1] is { } other ? $"a {other.Layer.Kind}" : "the input")}. Give it the name of the pool whose places it should fill.");
            return;
        }
        if (input.Channels != pooled.Channels || !inference.HaveOneSize(0, 1))
        {
            inference.Report(Descriptors.NothingToUnpool, "pool", $"it puts numbers back where '{Pool}' took them, and there are not as many: {Joins.Difference(inference, 1, 0)}. Bring its input to {pooled}, or undo another pool.");
            return;
        }
        inference.Output = pool.Input;
        // One number spreads over a window: neighbours are a stride closer. It never sees less than the pool's input does.
        Window window = ((MaxPool2dLayer)pool.Layer).Window;
        inference.Field = new ReceptiveField(inference.Field.Height.Resampled(1.0 / window.Height.Stride), inference.Field.Width.Resampled(1.0 / window.Width.Stride));
    }

    public override void EmitForward(Step step)
    {
        string kernel = PoolOf(step).AddUnpool(step.Kernels, step.Input(), step.Output);
        step.Call(kernel, step.Input().Reference, step.SavedOf(1), step.Output.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        OnnxValue[] saved = onnx.SavedOf(1);
        return ((MaxPool2dLayer)onnx.InputNode(1).Layer).Of(onnx.Node.Output).EmitUnpool(onnx, onnx.Input(), saved[0], saved[1]);
    }

    public override void EmitBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            string kernel = PoolOf(step).AddUnpoolGradient(step.Kernels, step.Input(), step.Output, step.Accumulates());
            step.Call(kernel, step.OutputGradient.Reference, step.SavedOf(1), step.InputGradient().Reference);
        }
    }

    private static MaxPool2dLayer PoolOf(Step step) => ((MaxPool2dLayer)step.InputLayer(1)).Of(step.Node.Output);
}
