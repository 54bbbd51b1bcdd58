using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>What the convolutions share: cross-correlation with a weight of [out, in/groups, kh, kw].</summary>
internal abstract record ConvolutionLayer(Window Window, bool Bias) : Layer, ITakesEpilogue
{
    public override string Prefix => "conv";

    public override IEnumerable<string> TensorNames => Bias ? ["weight", "bias"] : ["weight"];

    protected abstract int ChannelsOf(Shape input);

    protected abstract int GroupsOf(Shape input);

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        int inputs = inference.Input.Channels, channels = ChannelsOf(inference.Input), groups = GroupsOf(inference.Input);
        if (inputs % groups != 0 || channels % groups != 0)
        {
            string which = inputs % groups != 0 ? $"{inputs} input channels" : $"{channels} output channels";
            inference.Report(Descriptors.GroupsDoNotDivide, "Groups", $"{groups} groups do not divide its {which}. Groups must divide both {inputs} and {channels}.");
            return;
        }
        if (Window.Resolve(inference) is not { } window || !window.Fits(inference)) return;
        window.WarnOfUnreadBorder(inference);

        var output = Shape.Image(channels, window.Height.Output(inference.Input.Height), window.Width.Output(inference.Input.Width));
        long fanIn = (long)inputs / groups * window.Height.Kernel * window.Width.Kernel;
        double bound = 1 / Math.Sqrt(fanIn);
        inference.AddTensor("weight", [channels, inputs / groups, window.Height.Kernel, window.Width.Kernel], ["out", "in", "height", "width"], Initialization.Uniform(bound));
        if (Bias) inference.AddTensor("bias", [channels], ["out"], Initialization.Uniform(bound));
        inference.MultiplyAdds = output.Length.IsConstant ? (output.Length * fanIn).Value : 0;
        inference.Field = window.Through(inference.Field);
        inference.Output = output;
    }

    public override void EmitForward(Step step)
    {
        Window window = Resolved(step);
        string kernel = new GatherKernel(
            Name(step, "Forward") + (step.Epilogue is null ? "" : "_" + step.EpilogueKey),
            $"{Kind} {Describe(step)}{(step.Epilogue is null ? "" : ", then " + step.EpilogueKey)}.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[o, i, kh, kw] · x[i], over i, kh, kw. Sixteen images to a vector.",
            step.Input(), step.Output, window, Transposed: false, GroupsOf(step.Node.Input), SwapsWeight: false)
        {
            HasBias = Bias,
            Epilogue = step.Epilogue,
        }.Add(step.Kernels);
        step.Call(kernel, step.Input().Reference, step.Weight("weight"), step.Weight("bias"), step.Output.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        int groups = GroupsOf(onnx.Node.Input);
        return onnx.Add("Conv", [onnx.Input(), onnx.Tensor("weight"), onnx.Tensor("bias")], [.. Window.ForSize(onnx.Node.Input).OnnxAttributes(), groups == 1 ? null : OnnxStep.Attribute("group", groups)]);
    }

    public override void EmitBackward(Step step)
    {
        Window window = Resolved(step);
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.WeightGradient("weight") is { } gradient)
        {
            string weights = new CorrelateKernel(
                Name(step, "WeightGradient"),
                $"{Kind} {Describe(step)}: gradient of the weight.\ndw[o, i, kh, kw] += Σ dy[o] · x[i], over pixels and lanes.",
                dy, x, window, GroupsOf(step.Node.Input)).Add(step.Kernels);
            step.Call(weights, dy.Reference, x.Reference, gradient);
        }
        if (step.WeightGradient("bias") is not null) step.Call(PlaneSumKernel.Add(step.Kernels, dy), dy.Reference, step.WeightGradient("bias"));
        using (step.ForInputGradient())
        {
            string inputs = new GatherKernel(
                Name(step, "InputGradient") + (step.Accumulates() ? "_Add" : ""),
                $"{Kind} {Describe(step)}: gradient of the input.\ndx[i] {(step.Accumulates() ? "+=" : "=")} Σ w[o, i, kh, kw] · dy[o], over o, kh, kw.",
                dy, step.InputGradient(), window, Transposed: true, GroupsOf(step.Node.Input), SwapsWeight: true)
            {
                Accumulates = step.Accumulates(),
            }.Add(step.Kernels);
            step.Call(inputs, dy.Reference, step.Weight("weight"), step.InputGradient().Reference);
        }
    }

    private Window Resolved(Step step) => Window.ForSize(step.Node.Input);

    protected string Describe(Step step) => $"{step.Node.Input} → {step.Node.Output}, {Resolved(step).Describe()}{(GroupsOf(step.Node.Input) is > 1 and var groups ? $", {groups} groups" : "")}";

    protected string Name(Step step, string pass) =>
        $"{Kind}{pass}_{step.Input().Key}_to_{step.Output.Key}_{Resolved(step).Key}{(GroupsOf(step.Node.Input) is > 1 and var groups ? $"_g{groups}" : "")}{(Bias || pass != "Forward" ? "" : "_NoBias")}";
}
