using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>The current output plus the named ones, number by number.</summary>
internal sealed record AddLayer(EquatableArray<string> Names) : Layer, ITakesEpilogue
{
    public override string Kind => "Add";

    public override LayerTraits Traits => LayerTraits.KeepsGradients | LayerTraits.Sums;

    public override EquatableArray<string> References => Names;

    public static Layer? Read(ArgumentReader arguments) => new AddLayer(arguments.Names());

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        for (int i = 1; i < inference.Inputs.Count; i++)
        {
            if (inference.Inputs[i].IsVector == inference.Input.IsVector && inference.Inputs[i].Channels == inference.Input.Channels && inference.HaveOneSize(0, i)) continue;
            inference.Report(Descriptors.ShapesDoNotJoin, Names.Count > 0 ? "names" : null, $"it adds shapes that differ: {Joins.Difference(inference, 0, i)}.");
            return;
        }
        inference.Output = inference.Input;
        inference.MultiplyAdds = 0;
    }

    public override void EmitForward(Step step)
    {
        Map y = step.Output;
        int count = step.Node.Inputs.Count;
        string[] sources = [.. Enumerable.Range(0, count).Select(i => "x" + i)];
        string after = step.Epilogue is Layer layer ? layer.Kind : "";
        string kernel = ElementwiseKernel.Add(
            step.Kernels, $"AddForward_{count}_{y.Key}{(after.Length > 0 ? "_" + step.EpilogueKey : "")}", $"Add of {count} × {y.Display}{(after.Length > 0 ? ", then " + after : "")}: y = Σ x.", y, sources, "y",
            values => step.Epilogue is { } epilogue ? epilogue.Apply(step.Isa, step.Kernels, $"({string.Join(" + ", values)})") : string.Join(" + ", values));
        step.Call(kernel, [.. Enumerable.Range(0, count).Select(i => step.Input(i).Reference), y.Reference]);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) =>
        onnx.Add(onnx.Node.Inputs.Count == 2 ? "Add" : "Sum", [.. Enumerable.Range(0, onnx.Node.Inputs.Count).Select(onnx.Input)]);

    public override void EmitBackward(Step step)
    {
        for (int i = 0; i < step.Node.Inputs.Count; i++) CopyKernel.PassOn(step, i);
    }
}
