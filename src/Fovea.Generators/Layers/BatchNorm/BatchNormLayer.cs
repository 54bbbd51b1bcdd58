using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// torch.nn.BatchNorm2d and 1d: per channel, y = (x − mean)/√(var + eps) · weight + bias. In training with the batch's own statistics,
/// for which the whole batch has to be seen first: Ioffe and Szegedy, "Batch Normalization", 2015.
/// </summary>
internal sealed partial record BatchNormLayer(string Attribute, double Eps, double Momentum, bool Affine, bool IsFrozen) : Layer, ITakesEpilogue, INeedsBatch
{
    public override string Kind => Attribute;

    public override string Prefix => "bn";

    public override LayerTraits Traits => LayerTraits.KeepsGradients | LayerTraits.Normalizes | LayerTraits.Numberwise;

    public static BatchNormLayer Default(string attribute) => new(attribute, 1e-5, 0.1, Affine: true, IsFrozen: false);

    public static Func<ArgumentReader, Layer?> Read(string attribute) => arguments => new BatchNormLayer(
        attribute, arguments.Real("Eps", 1e-5, 0), arguments.Real("Momentum", 0.1, 0, 1), arguments.Flag("Affine", true), IsFrozen: false);

    public override Layer Freeze() => this with { IsFrozen = true };

    public bool NeedsBatch => !IsFrozen;

    public override IEnumerable<string> TensorNames =>
        [.. Affine ? ["weight", "bias"] : Array.Empty<string>(), "running_mean", "running_var", "num_batches_tracked"];

    public override void Infer(Inference inference)
    {
        bool vector = Attribute == "BatchNorm1d";
        if (vector && !inference.RequireVector("BatchNorm1d normalises vectors; for images use BatchNorm2d.")) return;
        if (!vector && !inference.RequireImage()) return;
        int channels = inference.Input.Channels;
        if (Affine)
        {
            inference.AddTensor("weight", [channels], ["channel"], Initialization.Fill(1));
            inference.AddTensor("bias", [channels], ["channel"], Initialization.Fill(0));
        }
        inference.AddTensor("running_mean", [channels], ["channel"], Initialization.Fill(0), trainable: false);
        inference.AddTensor("running_var", [channels], ["channel"], Initialization.Fill(1), trainable: false);
        inference.AddTensor("num_batches_tracked", [], [], Initialization.Fill(0), trainable: false);
        inference.MultiplyAdds = inference.Input.Length.IsConstant ? inference.Input.Length.Value : 0;
        inference.Output = inference.Input;
    }

    /// <summary>Mean and sum of squared deviations of each channel; in the backward pass Σdy and Σdy·x̂.</summary>
    public int StatisticsLength(Node node) => 2 * BlockedWeights.Padded(node.Input.Channels);

    /// <summary>The batch's mean and 1/√(var + eps); then the means of dy and dy·x̂.</summary>
    public int SharedLength(Node node) => 4 * BlockedWeights.Padded(node.Input.Channels);

    public void EmitStatistics(Step step)
    {
        Map x = step.Input();
        if (step.IsBlocked) step.Call(BatchNormBlocked.Statistics(step.Kernels), x.Reference, step.Statistics, Channels(x), $"{x.PlaneStride}");
        else step.Call(BatchNormKernels.Statistics(step.Kernels, x), x.Reference, step.Statistics, "chunk.Count");
    }

    public void EmitForwardBarrier(CodeWriter code, Node node, int statistics, int shared, int stride)
    {
        int Offset(string name) => node.Tensors.First(tensor => tensor.Name == name).Offset;
        code.Line($"global::Fovea.Kernels.BatchNormBarrier.Forward(in barrier, {statistics}, {shared}, {node.Input.Channels}, {stride}, {node.Input.Area}, {Isa.Literal(Eps)}, {NetworkEmitter.Number(Momentum)}, {Offset("running_mean")}, {Offset("running_var")}, {Offset("num_batches_tracked")}, {NetworkEmitter.Text(node.Name)});");
    }

    public void EmitBackwardStatistics(Step step)
    {
        Map x = step.Input();
        string dy = step.OutputGradient.Reference;
        string? y = step.Differentiates is null ? null : step.Output.Reference;
        if (step.IsBlocked) step.Call(BatchNormBlocked.GradientStatistics(step.Kernels, step.Differentiates), x.Reference, y, dy, step.Shared(), step.Statistics, Channels(x), $"{x.PlaneStride}");
        else step.Call(BatchNormKernels.GradientStatistics(step.Kernels, x, step.Differentiates), x.Reference, y, dy, step.Shared(), step.Statistics);
    }

    public void EmitBackwardBarrier(CodeWriter code, Node node, int statistics, int shared, int stride)
    {
        int Gradient(string name) => node.Tensors.FirstOrDefault(tensor => tensor.Name == name) is { Trainable: true } tensor ? tensor.Offset : -1;
        int mean = node.Tensors.First(tensor => tensor.Name == "running_mean").Offset;
        code.Line($"global::Fovea.Kernels.BatchNormBarrier.Backward(in barrier, {statistics}, {shared}, {node.Input.Channels}, {stride}, {node.Input.Area}, {Gradient("weight")}, {Gradient("bias")}, {mean});");
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        bool batch = step.Training && NeedsBatch;
        string kernel = BatchNormKernels.Normalize(step, x, batch, Affine, Eps);
        step.Call(kernel, x.Reference, batch ? step.Shared() : step.Weight("running_mean"), batch ? step.Shared(x.Planes) : step.Weight("running_var"), step.Weight("weight"), step.Weight("bias"), y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        int[] channels = [onnx.Node.Input.Channels];
        return onnx.Add(
            "BatchNormalization",
            [onnx.Input(), onnx.Tensor("weight") ?? OnnxStep.Floats(channels, 1), onnx.Tensor("bias") ?? OnnxStep.Floats(channels, 0), onnx.Tensor("running_mean"), onnx.Tensor("running_var")],
            OnnxStep.Attribute("epsilon", Eps));
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient;
        if (NeedsBatch)
        {
            using (step.ForInputGradient())
            {
                string kernel = BatchNormKernels.InputGradient(step.Kernels, x, Affine, step.Accumulates());
                step.Call(kernel, x.Reference, dy.Reference, step.Shared(), step.Weight("weight"), step.InputGradient().Reference, "chunk.Count");
            }
            return;
        }
        if (step.WeightGradient("weight") is { } weight)
        {
            string parameters = BatchNormKernels.FrozenStatisticsGradient(step.Kernels, x, Eps);
            step.Call(parameters, x.Reference, dy.Reference, step.Weight("running_mean"), step.Weight("running_var"), weight, step.WeightGradient("bias"));
        }
        using (step.ForInputGradient())
        {
            string kernel = BatchNormKernels.FrozenInputGradient(step.Kernels, x, Affine, Eps, step.Accumulates());
            step.Call(kernel, dy.Reference, step.Weight("running_var"), step.Weight("weight"), step.InputGradient().Reference);
        }
    }
}
