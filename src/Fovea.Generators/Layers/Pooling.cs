using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>What the sliding-window poolings share: arguments, shape rule, and the loops over windows.</summary>
internal abstract record PoolingLayer(Window Window, bool CeilMode) : Layer
{
    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage() || Window.Resolve(inference) is not { } window) return;
        if (Excessive(window.Height) || Excessive(window.Width))
        {
            Extent extent = Excessive(window.Height) ? window.Height : window.Width;
            inference.Report(Descriptors.PaddingTooLarge, "Padding", $"padding of {extent.After} is over half its kernel of {extent.Kernel}: whole windows would see padding alone. Use at most {extent.Kernel / 2}.", new FixHint("padding", $"{extent.Kernel / 2}"));
            return;
        }
        if (!window.Fits(inference)) return;
        if (!CeilMode) window.WarnOfUnreadBorder(inference);
        Shape input = inference.Input;
        inference.Output = Shape.Image(input.Channels, Outputs(window.Height, input.Height), Outputs(window.Width, input.Width));
        inference.Field = window.Through(inference.Field);

        // Where the paddings differ, the one behind is the larger.
        static bool Excessive(Extent extent) => extent.After > extent.Kernel / 2;
    }

    public sealed override void EmitForward(Step step) => ForSize(step.Node.Input).EmitPass(step);

    public sealed override void EmitBackward(Step step) => ForSize(step.Node.Input).EmitGradient(step);

    public sealed override OnnxValue EmitOnnx(OnnxStep onnx) => ForSize(onnx.Node.Input).EmitNodes(onnx);

    protected abstract void EmitPass(Step step);

    protected abstract void EmitGradient(Step step);

    protected abstract OnnxValue EmitNodes(OnnxStep onnx);

    /// <summary>
    /// ONNX's attributes of the window over an input that may have its padding already. Where sizes are known, what CeilMode adds is padding at the end, and nothing is left to how a runtime rounds.
    /// </summary>
    protected string?[] OnnxAttributes(Node node, Window window, bool bordered)
    {
        if (!CeilMode) return window.OnnxAttributes();
        if (!node.Input.IsConstant) return [.. window.OnnxAttributes(), OnnxStep.Attribute("ceil_mode", 1)];
        return new Window(Reaching(window.Height, Window.Height, node.Input.Height, node.Output.Height), Reaching(window.Width, Window.Width, node.Input.Width, node.Output.Width)).OnnxAttributes();

        Extent Reaching(Extent extent, Extent original, Size input, Size output)
        {
            long whole = input.Value + (bordered ? (long)original.Before + original.After : extent.Before);
            return extent with { After = (int)Math.Max(extent.After, (output.Value - 1) * extent.Stride + extent.Span - whole) };
        }
    }

    /// <summary>
    /// Whether, of some run-time size, CeilMode drops a last window that would begin in the padding: where the padding is a border that the image already has, ONNX would keep it.
    /// </summary>
    protected bool MayDropWindow(Node node) => CeilMode && !node.Input.IsConstant && (MayDrop(Window.Height) || MayDrop(Window.Width));

    private static bool MayDrop(Extent extent) => extent.After > 0 && extent.After + extent.Stride - 1 >= extent.Span;

    protected const string NoRunTimeCeiling = "what CeilMode makes of a size that is left to run time cannot be said in ONNX here. Fix the network's size, or remove CeilMode.";

    /// <summary>The same layer with its padding in numbers.</summary>
    protected PoolingLayer ForSize(Shape input) => this with { Window = Window.ForSize(input) };

    // PyTorch's rule: with CeilMode a last window may hang over the end, but must not begin in the padding there.
    private Size Outputs(Extent extent, Size input)
    {
        if (!CeilMode) return extent.Output(input);
        Size rounded = (input + extent.Before + extent.After - extent.Span + extent.Stride - 1) / extent.Stride + 1;
        if (rounded.IsConstant) return (rounded.Value - 1) * extent.Stride >= input.Value + extent.Before ? rounded - 1 : rounded;
        return Size.Min(rounded, (input + extent.Before - 1) / extent.Stride + 1);
    }

    /// <summary>Whether no window reaches over an edge, so that every tap is inside.</summary>
    protected bool IsInside(Map x, Map y) => x.IsConstant && Inside(Window.Height, x.Height, y.Height) && Inside(Window.Width, x.Width, y.Width);

    private static bool Inside(Extent extent, Size input, Size output) =>
        extent.Before == 0 && (output.Value - 1) * extent.Stride + extent.Span <= input.Value;

    protected string Key(Map x, Map y) => $"{x.Key}_to_{y.Key}_{Window.Key}";

    protected string Describe(Map x, Map y) => $"{x.Display} → {y.Display}, {Window.Describe()}";

    /// <summary>
    /// Loops over planes, rows, lanes and columns. Inside, <c>origin</c> is the window's first tap in <c>source</c> and may lie outside;
    /// taps kh in [top, bottom) and kw in [left, right) are inside.
    /// </summary>
    protected void Windows(CodeWriter code, Isa isa, Map x, Map y, Action body)
    {
        bool inside = IsInside(x, y);
        using (code.Block($"for (int plane = 0; plane < {y.Planes}; plane++)"))
        using (code.Block($"for (int row = 0; row < {y.Height}; row++)"))
        using (PixelLoop.ForLanes(code, isa, y.Lanes(isa)))
        {
            if (!inside) Range(code, "row", Window.Height, x.Height, "top", "bottom");
            using (code.Block($"for (int column = 0; column < {y.Width}; column++)"))
            {
                if (!inside) Range(code, "column", Window.Width, x.Width, "left", "right");
                string lane = isa.Width < Map.Pixel ? " + lane" : "";
                code.Line($"int target = plane * {y.PlaneStride} + row * {y.RowStride} + column * {Map.Pixel}{lane};");
                code.Line($"int origin = plane * {x.PlaneStride} + ({Start("row", Window.Height)}) * {x.RowStride} + ({Start("column", Window.Width)}) * {Map.Pixel}{lane};");
                body();
            }
        }
    }

    private static string Start(string index, Extent extent) =>
        (extent.Stride == 1 ? index : $"{index} * {extent.Stride}") + (extent.Before == 0 ? "" : $" - {extent.Before}");

    private static void Range(CodeWriter code, string index, Extent extent, Size size, string from, string to)
    {
        string start = Start(index, extent);
        code.Line($"int {from} = Math.Max(0, ({extent.Dilation - 1} - ({start})) / {extent.Dilation});");
        code.Line($"int {to} = Math.Min({extent.Kernel}, ({size} - ({start}) + {extent.Dilation - 1}) / {extent.Dilation});");
    }

    /// <summary>Every tap that is inside, in scan order: unrolled where all are and they are few, else in two loops.</summary>
    protected void Taps(CodeWriter code, Map x, Map y, Action<string, string> tap)
    {
        const int MostUnrolled = 16;
        if (IsInside(x, y) && Window.Taps <= MostUnrolled)
        {
            for (int kh = 0; kh < Window.Height.Kernel; kh++)
            {
                for (int kw = 0; kw < Window.Width.Kernel; kw++)
                {
                    Size offset = x.RowStride * (kh * Window.Height.Dilation) + (long)kw * Window.Width.Dilation * Map.Pixel;
                    tap(offset.Is(0) ? "origin" : $"origin + {offset}", $"{kh * Window.Width.Kernel + kw}");
                }
            }
            return;
        }
        bool inside = IsInside(x, y);
        using (code.Block(inside ? $"for (int kh = 0; kh < {Window.Height.Kernel}; kh++)" : "for (int kh = top; kh < bottom; kh++)"))
        using (code.Block(inside ? $"for (int kw = 0; kw < {Window.Width.Kernel}; kw++)" : "for (int kw = left; kw < right; kw++)"))
        {
            tap($"origin + kh * {x.RowStride * Window.Height.Dilation} + kw * {Window.Width.Dilation * Map.Pixel}", $"kh * {Window.Width.Kernel} + kw");
        }
    }
}
