using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Conv2d: cross-correlation with a weight of [out, in/groups, kh, kw].</summary>
internal sealed record Conv2dLayer(int Channels, Window Window, int Groups, bool Bias) : Layer, ITakesEpilogue
{
    public override string Kind => "Conv2d";

    public override string Prefix => "conv";

    public override LayerTraits Traits => LayerTraits.Weighted | (Groups == 1 && Window.Taps > 1 ? LayerTraits.Mixing : LayerTraits.None);

    public static Layer? Read(ArgumentReader arguments)
    {
        int channels = arguments.Positive("channels");
        var window = Window.Read(arguments);
        return new Conv2dLayer(channels, window, arguments.Positive("Groups", 1), arguments.Flag("Bias", true));
    }

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        int inputs = inference.Input.Channels;
        if (inputs % Groups != 0 || Channels % Groups != 0)
        {
            string which = inputs % Groups != 0 ? $"{inputs} input channels" : $"{Channels} output channels";
            inference.Report(Descriptors.GroupsDoNotDivide, "Groups", $"{Groups} groups do not divide its {which}. Groups must divide both {inputs} and {Channels}.");
            return;
        }
        if (Window.Resolve(inference) is not { } window || !window.Fits(inference)) return;
        window.WarnOfUnreadBorder(inference);

        var output = Shape.Image(Channels, window.Height.Output(inference.Input.Height), window.Width.Output(inference.Input.Width));
        long fanIn = (long)inputs / Groups * window.Height.Kernel * window.Width.Kernel;
        double bound = 1 / Math.Sqrt(fanIn);
        inference.AddTensor("weight", [Channels, inputs / Groups, window.Height.Kernel, window.Width.Kernel], ["out", "in", "height", "width"], Initialization.Uniform(bound));
        if (Bias) inference.AddTensor("bias", [Channels], ["out"], Initialization.Uniform(bound));
        inference.MultiplyAdds = output.Length.IsConstant ? (output.Length * fanIn).Value : 0;
        inference.Field = window.Through(inference.Field);
        inference.Output = output;
    }

    public override void EmitForward(Step step)
    {
        Window window = Resolved(step);
        string kernel = new GatherKernel(
            Name(step, "Forward") + (step.Epilogue is Layer activation ? "_" + activation.Kind : ""),
            $"Conv2d {Describe(step)}{(step.Epilogue is Layer after ? ", then " + after.Kind : "")}.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[o, i, kh, kw] · x[i], over i, kh, kw. Sixteen images to a vector.",
            step.Input(), step.Output, window, Transposed: false, Groups, SwapsWeight: false)
        {
            HasBias = Bias,
            Epilogue = step.Epilogue,
        }.Add(step.Kernels);
        step.Call(kernel, step.Input().Reference, step.Weight("weight"), step.Weight("bias"), step.Output.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Window window = Resolved(step);
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.WeightGradient("weight") is { } gradient)
        {
            string weights = new CorrelateKernel(
                Name(step, "WeightGradient"),
                $"Conv2d {Describe(step)}: gradient of the weight.\ndw[o, i, kh, kw] += Σ dy[o] · x[i], over pixels and lanes.",
                dy, x, window, Groups).Add(step.Kernels);
            step.Call(weights, dy.Reference, x.Reference, gradient);
        }
        if (step.WeightGradient("bias") is not null) step.Call(PlaneSumKernel.Add(step.Kernels, dy), dy.Reference, step.WeightGradient("bias"));
        using (step.ForInputGradient())
        {
            string inputs = new GatherKernel(
                Name(step, "InputGradient") + (step.Accumulates() ? "_Add" : ""),
                $"Conv2d {Describe(step)}: gradient of the input.\ndx[i] {(step.Accumulates() ? "+=" : "=")} Σ w[o, i, kh, kw] · dy[o], over o, kh, kw.",
                dy, step.InputGradient(), window, Transposed: true, Groups, SwapsWeight: true)
            {
                Accumulates = step.Accumulates(),
            }.Add(step.Kernels);
            step.Call(inputs, dy.Reference, step.Weight("weight"), step.InputGradient().Reference);
        }
    }

    private Window Resolved(Step step) => Window.ForSize(step.Node.Input);

    private string Describe(Step step) => $"{step.Node.Input} → {step.Node.Output}, {Resolved(step).Describe()}{(Groups > 1 ? $", {Groups} groups" : "")}";

    private string Name(Step step, string pass) =>
        $"Conv2d{pass}_{step.Input().Key}_to_{step.Output.Key}_{Resolved(step).Key}{(Groups > 1 ? $"_g{Groups}" : "")}{(Bias || pass != "Forward" ? "" : "_NoBias")}";
}
