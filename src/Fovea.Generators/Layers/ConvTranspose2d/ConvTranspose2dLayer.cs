using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// torch.nn.ConvTranspose2d, with a weight of [in, out/groups, kh, kw]: a convolution's input gradient as a forward pass.
/// So its own gradients are those of a convolution from its output to its input.
/// </summary>
internal sealed partial record ConvTranspose2dLayer(int Channels, Window Window, int ExtraRows, int ExtraColumns, int Groups, bool Bias) : Layer, ITakesEpilogue
{
    public override string Kind => "ConvTranspose2d";

    public override string Prefix => "deconv";

    // Beside a convolution it is there to enlarge, so a pair of them is meant.
    public override LayerTraits Traits => LayerTraits.Weighted;

    public static Layer? Read(ArgumentReader arguments)
    {
        int channels = arguments.Positive("channels");
        var window = Window.Read(arguments);
        // Pad.Same and Pad.SameUpper read as negative numbers.
        if (window.Height.Before < 0 || window.Width.Before < 0)
        {
            arguments.Report(Descriptors.ReservedConstant, arguments.Has("Padding") ? "Padding" : window.Height.Before < 0 ? "PaddingHeight" : "PaddingWidth",
                $"{arguments.Kind}: Pad.Same and Pad.SameUpper have no meaning here, where padding cuts the output. Give Padding a number.");
        }
        int extra = arguments.NonNegative("OutputPadding", 0);
        return new ConvTranspose2dLayer(
            channels, window, arguments.NonNegative("OutputPaddingHeight", extra), arguments.NonNegative("OutputPaddingWidth", extra),
            arguments.Positive("Groups", 1), arguments.Flag("Bias", true));
    }

    public override IEnumerable<string> TensorNames => Bias ? ["weight", "bias"] : ["weight"];

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        Shape input = inference.Input;
        if (input.Channels % Groups != 0 || Channels % Groups != 0)
        {
            string which = input.Channels % Groups != 0 ? $"{input.Channels} input channels" : $"{Channels} output channels";
            inference.Report(Descriptors.GroupsDoNotDivide, "Groups", $"{Groups} groups do not divide its {which}. Groups must divide both {input.Channels} and {Channels}.");
            return;
        }
        Size height = Outputs(Window.Height, ExtraRows, input.Height), width = Outputs(Window.Width, ExtraColumns, input.Width);
        if (!IsBelow(inference, Window.Height, ExtraRows) || !IsBelow(inference, Window.Width, ExtraColumns)) return;
        if (!IsThere(inference, Window.Height, ExtraRows, input.Height, height) || !IsThere(inference, Window.Width, ExtraColumns, input.Width, width)) return;

        // PyTorch takes the fan-in from the second dimension, which are a transposed convolution's outputs.
        double bound = 1 / Math.Sqrt((double)Channels / Groups * Window.Height.Kernel * Window.Width.Kernel);
        inference.AddTensor("weight", [input.Channels, Channels / Groups, Window.Height.Kernel, Window.Width.Kernel], ["in", "out", "height", "width"], Initialization.Uniform(bound));
        if (Bias) inference.AddTensor("bias", [Channels], ["out"], Initialization.Uniform(bound));
        inference.MultiplyAdds = input.Length.IsConstant ? (input.Length * ((long)Channels / Groups) * Window.Height.Kernel * Window.Width.Kernel).Value : 0;
        inference.Field = new ReceptiveField(Through(Window.Height, inference.Field.Height), Through(Window.Width, inference.Field.Width));
        inference.Output = Shape.Image(Channels, height, width);
    }

    private static Size Outputs(Extent extent, int extra, Size input) => (input - 1) * extent.Stride + (extent.Span + extra - extent.Before - (long)extent.After);

    // PyTorch's rule. Output padding chooses among the sizes whose convolution has this input's size, and there are no more than that.
    private static bool IsBelow(Inference inference, Extent extent, int extra)
    {
        int limit = Math.Max(extent.Stride, extent.Dilation);
        if (extra < limit) return true;
        inference.Report(Descriptors.OutputPaddingTooLarge, "OutputPadding",
            $"output padding of {extra} is not below the larger of stride {extent.Stride} and dilation {extent.Dilation}. Use at most {limit - 1}, or a larger stride.", new FixHint("outputPadding", $"{limit - 1}"));
        return false;
    }

    private static bool IsThere(Inference inference, Extent extent, int extra, Size input, Size output)
    {
        if (!output.IsConstant) inference.Require($"{output} >= 1", $"padding of {extent.Before} leaves no output");
        if (!output.IsConstant || output.Value >= 1) return true;
        string extended = extra == 0 ? "" : $" + {extra}";
        long most = (output.Value + 2L * extent.Before - 1) / 2;
        inference.Report(Descriptors.EmptyOutput, "Padding",
            $"padding of {extent.Before} leaves no output of its {inference.Input.Height}×{inference.Input.Width} input: ({input} − 1)·{extent.Stride} − 2·{extent.Before} + {extent.Dilation}·({extent.Kernel} − 1){extended} + 1 = {output}. Use at most {most}.", new FixHint("padding", $"{most}"));
        return false;
    }

    // Of a window's taps, those that meet an input pixel are a stride apart.
    private static ReceptiveExtent Through(Extent extent, ReceptiveExtent field) =>
        field.Resampled(1.0 / extent.Stride, (extent.Span - 1) / extent.Stride + 1, Math.Ceiling((extent.Before - (extent.Span - 1.0)) / extent.Stride));

    public override void EmitForward(Step step)
    {
        string kernel = new GatherKernel(
            Name(step, "Forward") + (Bias ? "" : "_NoBias") + (step.Epilogue is null ? "" : "_" + step.EpilogueKey),
            $"{Describe(step)}{(step.Epilogue is null ? "" : ", then " + step.EpilogueKey)}.\ny[o] = {(Bias ? "b[o] + " : "")}Σ w[i, o, kh, kw] · x[i], over i and the taps kh, kw that meet an input pixel.",
            step.Input(), step.Output, Window, Transposed: true, Groups, SwapsWeight: true)
        {
            HasBias = Bias,
            Epilogue = step.Epilogue,
        }.Add(step.Kernels);
        step.Call(kernel, step.Input().Reference, step.Weight("weight"), step.Weight("bias"), step.Output.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        (Extent height, int rows) = Uncut(Window.Height, ExtraRows);
        (Extent width, int columns) = Uncut(Window.Width, ExtraColumns);
        bool bordered = rows >= height.Stride || columns >= width.Stride;
        OnnxValue y = onnx.Add(
            "ConvTranspose", [onnx.Input(), onnx.Tensor("weight"), bordered ? null : onnx.Tensor("bias")],
            [.. new Window(height, width).OnnxAttributes(), bordered || rows + columns == 0 ? null : OnnxStep.Attribute("output_padding", rows, columns), Groups == 1 ? null : OnnxStep.Attribute("group", Groups)]);
        if (!bordered) return y;
        // Past the last tap there is nothing but the bias.
        y = onnx.Border(y, 0, 0, rows, columns);
        return Bias ? onnx.Add("Add", [y, onnx.Tensor("bias", Channels, 1, 1)]) : y;
    }

    // ONNX Runtime has no output padding of a whole stride: first less is cut off.
    private static (Extent Extent, int Extra) Uncut(Extent extent, int extra)
    {
        int uncut = extra < extent.Stride ? 0 : Math.Min(extent.After, extra);
        return (extent with { After = extent.After - uncut }, extra - uncut);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), dy = step.OutputGradient;
        if (step.WeightGradient("weight") is { } gradient)
        {
            string weights = new CorrelateKernel(
                Name(step, "WeightGradient"),
                $"{Describe(step)}: gradient of the weight.\ndw[i, o, kh, kw] += Σ x[i] · dy[o], over pixels and lanes.",
                x, dy, Window, Groups).Add(step.Kernels);
            step.Call(weights, x.Reference, dy.Reference, gradient);
        }
        if (step.WeightGradient("bias") is not null) step.Call(PlaneSumKernel.Add(step.Kernels, dy), dy.Reference, step.WeightGradient("bias"));
        using (step.ForInputGradient())
        {
            bool add = step.Accumulates();
            string inputs = new GatherKernel(
                Name(step, "InputGradient") + (add ? "_Add" : ""),
                $"{Describe(step)}: gradient of the input.\ndx[i] {(add ? "+=" : "=")} Σ w[i, o, kh, kw] · dy[o], over o, kh, kw.",
                dy, step.InputGradient(), Window, Transposed: false, Groups, SwapsWeight: false)
            {
                Accumulates = add,
            }.Add(step.Kernels);
            step.Call(inputs, dy.Reference, step.Weight("weight"), step.InputGradient().Reference);
        }
    }

    private string Describe(Step step) => $"ConvTranspose2d {step.Node.Input} → {step.Node.Output}, {Window.Describe()}{(Groups > 1 ? $", {Groups} groups" : "")}";

    private string Name(Step step, string pass) =>
        $"ConvTranspose2d{pass}_{step.Input().Key}_to_{step.Output.Key}_{Window.Key}{(Groups > 1 ? $"_g{Groups}" : "")}";
}
