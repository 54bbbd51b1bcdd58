using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.AvgPool2d: the mean of a window; padding counts as zeros unless CountIncludePad is off.</summary>
internal sealed record AvgPool2dLayer(Window Window, bool CeilMode, bool CountIncludePad, int? DivisorOverride) : PoolingLayer(Window, CeilMode)
{
    public override string Kind => "AvgPool2d";

    public override string Prefix => "avgpool";

    public static Layer? Read(ArgumentReader arguments) => new AvgPool2dLayer(
        Window.Read(arguments, strideIsKernel: true), arguments.Flag("CeilMode", false), arguments.Flag("CountIncludePad", true),
        arguments.Has("DivisorOverride") ? arguments.Positive("DivisorOverride") : null);

    protected override void EmitPass(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add($"AvgPool2dForward_{Key(x, y)}{Suffix}", $"AvgPool2d {Describe(x, y)}: y = Σ x / n over the window.", $"ref float x, ref float y{Symbolic(x)}", code =>
            Windows(code, isa, x, y, () =>
            {
                code.Line($"var sum = {isa.Zero};");
                Taps(code, x, y, (position, _) => code.Line($"sum += {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, {position}));"));
                code.Line($"{isa.Class}.StoreUnsafe(sum * {isa.Class}.Create({Scale(x, y)}), ref Unsafe.Add(ref y, target));");
            }));
        step.Call(kernel, x.Reference, y.Reference);
    }

    protected override void EmitGradient(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add($"AvgPool2dBackward_{Key(x, y)}{Suffix}{(add ? "_Add" : "")}", $"AvgPool2d {Describe(x, y)}, backward: each tap takes dy / n.", $"ref float dy, ref float dx{Symbolic(x)}", code =>
            {
                if (!add) ClearKernel.Emit(code, isa, "dx", x);
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var share = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, target)) * {isa.Class}.Create({Scale(x, y)});");
                    Taps(code, x, y, (position, _) => code.Line($"{isa.Class}.StoreUnsafe({isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dx, {position})) + share, ref Unsafe.Add(ref dx, {position}));"));
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }

    protected override OnnxValue EmitNodes(OnnxStep onnx)
    {
        Node node = onnx.Node;
        OnnxValue x = onnx.Input();
        Window window = Window;
        bool padded = window.Height.After > 0 || window.Width.After > 0, bordered = padded && CeilMode && CountIncludePad && DivisorOverride is null;
        if (bordered)
        {
            // The padding counts, and what CeilMode adds behind it does not.
            if (MayDropWindow(node)) return onnx.Refuse(NoRunTimeCeiling);
            x = onnx.Border(x, window.Height.Before, window.Width.Before, window.Height.After, window.Width.After);
            window = window.Unpadded();
        }
        string?[] attributes = OnnxAttributes(node, window, bordered);
        if (DivisorOverride is not { } divisor) return onnx.Add("AveragePool", [x], [.. attributes, padded && !bordered && CountIncludePad ? OnnxStep.Attribute("count_include_pad", 1) : null]);
        if (CeilMode && !node.Input.IsConstant) return onnx.Refuse(NoRunTimeCeiling);
        int channels = node.Input.Channels;
        OnnxValue weights = OnnxStep.Floats([channels, 1, window.Height.Kernel, window.Width.Kernel], 1.0 / divisor);
        return onnx.Add("Conv", [x, weights], [.. attributes, channels == 1 ? null : OnnxStep.Attribute("group", channels)]);
    }

    // 1/n: a constant wherever all windows are inside. Windows over the edge count what PyTorch counts: the padding too, but never beyond it.
    private string Scale(Map x, Map y)
    {
        if (DivisorOverride is { } divisor) return Isa.Literal(1.0 / divisor);
        if (IsInside(x, y)) return Isa.Literal(1.0 / Window.Taps);
        if (!CountIncludePad) return "1f / ((bottom - top) * (right - left))";
        return $"1f / ({Counted("row", Window.Height, x.Height)} * {Counted("column", Window.Width, x.Width)})";

        static string Counted(string index, Extent extent, Size size)
        {
            string start = extent.Stride == 1 ? index : $"{index} * {extent.Stride}";
            string left = $"{size + extent.Before + extent.After} - {start}";
            return $"Math.Min({extent.Kernel}, {(extent.Dilation == 1 ? left : $"({left} + {extent.Dilation - 1}) / {extent.Dilation}")})";
        }
    }

    private string Suffix => (CountIncludePad ? "" : "_Inside") + (DivisorOverride is { } divisor ? $"_By{divisor}" : "");

    private static string Symbolic(Map map) => map.IsConstant ? "" : ", int height, int width";
}
