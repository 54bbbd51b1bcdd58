using System.Globalization;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>A fixed square kernel, the same for each channel: torch.nn.functional.conv2d with a weight that nobody trains.</summary>
internal sealed record FilterLayer(EquatableArray<double> Weights, double Scale, Window Window, bool Sum) : Layer
{
    public override string Kind => "Filter";

    public static Layer? Read(ArgumentReader arguments)
    {
        EquatableArray<double> weights = arguments.Reals("weights");
        double scale = arguments.Real("Scale", 1);
        bool sum = arguments.Flag("Sum", false);
        if (arguments.Failed || !arguments.Has("weights")) return null;
        int side = (int)Math.Round(Math.Sqrt(weights.Count));
        if (weights.Count == 0 || side * side != weights.Count)
        {
            int below = (int)Math.Sqrt(weights.Count);
            string nearest = below == 0 ? "1" : $"{below * below} or {(below + 1) * (below + 1)}";
            arguments.Report(Descriptors.FilterNotSquare, "weights", $"Filter: {weights.Count} weights do not form a square. Give it {nearest}, row by row.");
            return null;
        }
        if (weights.All(weight => weight == 0))
        {
            arguments.Report(Descriptors.ArgumentOutOfRange, "weights", "Filter: all weights are 0, so all its output would be. A quotient of whole numbers is rounded towards zero: 1 / 9 is 0, and 1 / 9.0 is a ninth.");
            return null;
        }
        if (scale == 0)
        {
            // A blur's scale is one over its sum.
            double total = weights.Sum();
            string divisor = (total > 1 && total == Math.Floor(total) ? total : weights.Count).ToString(CultureInfo.InvariantCulture);
            arguments.Report(Descriptors.ArgumentOutOfRange, "Scale", $"Filter: Scale is 0, so all its output would be. A quotient of whole numbers is rounded towards zero: write 1 / {divisor}.0 instead of 1 / {divisor}.", new FixHint("scale", $"1 / {divisor}.0"));
            return null;
        }
        return new FilterLayer(weights, scale, Window.Read(arguments, kernel: side), sum);
    }

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        if (Window.Resolve(inference) is not { } window || !window.Fits(inference)) return;
        window.WarnOfUnreadBorder(inference);
        Shape input = inference.Input;
        inference.Output = Shape.Image(Sum ? 1 : input.Channels, window.Height.Output(input.Height), window.Width.Output(input.Width));
        inference.MultiplyAdds = inference.Output.IsConstant ? (inference.Output.Area * input.Channels * Weights.Count(weight => weight != 0)).Value : 0;
        inference.Field = window.Through(inference.Field);
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Window window = Window.ForSize(step.Node.Input);
        string kernel = new FilterKernel(
            $"Filter{(Sum ? "Sum" : "")}_{x.Key}_to_{y.Key}_{window.Key}",
            $"Filter {x.Display} → {y.Display}, {window.Describe()}{(Sum ? ", channels added up" : "")}:",
            x, y, window, Weights, Scale).Add(step.Kernels);
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        int channels = onnx.Node.Input.Channels, side = Window.Height.Kernel;
        OnnxValue weights = OnnxStep.Floats(Sum ? [1, channels, side, side] : [channels, 1, side, side], Weights.Select(weight => weight * Scale));
        return onnx.Add("Conv", [onnx.Input(), weights], [.. Window.ForSize(onnx.Node.Input).OnnxAttributes(), Sum || channels == 1 ? null : OnnxStep.Attribute("group", channels)]);
    }

    public override void EmitBackward(Step step)
    {
        using (step.ForInputGradient())
        {
            Map dy = step.OutputGradient, dx = step.InputGradient();
            Window window = Window.ForSize(step.Node.Input);
            bool add = step.Accumulates();
            string name = $"Filter{(Sum ? "Sum" : "")}Backward_{dx.Key}_to_{dy.Key}_{window.Key}{(add ? "_Add" : "")}", comment = $"Filter {dx.Display} → {dy.Display}, {window.Describe()}, backward";
            // With stride 1 the gradient is filtered by the kernel turned around.
            string kernel = window is { Height.Stride: 1, Width.Stride: 1 }
                ? new FilterKernel(name, comment + ", which is a filter again:", dy, dx, window.Turned(), Weights.Reverse().ToEquatableArray(), Scale) { Accumulates = add }.Add(step.Kernels)
                : AddScatter(step.Kernels, name, comment + ": each tap takes its weight times dy.", dy, dx, window, add);
            step.Call(kernel, dy.Reference, dx.Reference);
        }
    }

    private string AddScatter(KernelSet kernels, string name, string comment, Map dy, Map dx, Window window, bool add) =>
        kernels.Add(name, comment, $"ref float dy, ref float dx{PixelLoop.Sizes(dy, dx)}", code =>
        {
            Isa isa = kernels.Isa;
            Extent h = window.Height, w = window.Width;
            if (!add) ClearKernel.Emit(code, isa, "dx", dx);
            code.Line($"ReadOnlySpan<float> weights = [{string.Join(", ", Weights.Select(weight => Isa.Literal(weight * Scale)))}];");
            PixelLoop.Emit(code, isa, dx with { Height = dy.Height, Width = dy.Width }, (row, column) =>
            {
                code.Line($"var gradient = {isa.Load("dy", PixelLoop.At(isa, dy, row, column, Sum ? "0" : "plane"))};");
                code.Line($"int top = {row} * {h.Stride} - {h.Before}, left = {column} * {w.Stride} - {w.Before};");
                using (code.Block($"for (int kh = Math.Max(0, -top); kh < Math.Min({h.Kernel}, {dx.Height} - top); kh++)"))
                using (code.Block($"for (int kw = Math.Max(0, -left); kw < Math.Min({w.Kernel}, {dx.Width} - left); kw++)"))
                {
                    Size tap = PixelLoop.At(isa, dx, "top + kh", "left + kw");
                    code.Line(isa.Store(isa.MultiplyAdd("gradient", $"{isa.Class}.Create(weights[kh * {w.Kernel} + kw])", isa.Load("dx", tap)), "dx", tap));
                }
            });
        });
}
