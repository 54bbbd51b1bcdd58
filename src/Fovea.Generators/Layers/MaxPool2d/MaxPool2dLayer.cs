using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.MaxPool2d: padding never wins, or is zeros that do; the first of equal maxima wins, NaN wins over numbers.</summary>
internal sealed record MaxPool2dLayer(Window Window, bool CeilMode, bool PadsZeros) : PoolingLayer(Window, CeilMode), ISelects
{
    public override string Kind => "MaxPool2d";

    public override string Prefix => "maxpool";

    public override LayerTraits Traits => LayerTraits.Nonlinear;

    public static Layer? Read(ArgumentReader arguments)
    {
        int mode = arguments.NonNegative("PaddingMode", 0);
        if (mode > 1) arguments.Report(Descriptors.ArgumentOutOfRange, "PaddingMode", $"{arguments.Kind}: PaddingMode is {mode}, and must be PadMode.NegativeInfinity or PadMode.Zero.");
        return new MaxPool2dLayer(Window.Read(arguments, strideIsKernel: true), arguments.Flag("CeilMode", false), mode == 1);
    }

    public override void Infer(Inference inference)
    {
        base.Infer(inference);
        if (inference.Output is not null && PadsZeros && !Of(inference.Input).HasZeros) inference.Report(Descriptors.ArgumentWithoutEffect, "PaddingMode", "PaddingMode has no effect without padding. Set Padding, or remove it.");
    }

    /// <summary>Whether it takes the maximum of each 2×2 numbers, with nothing left over.</summary>
    public bool Halves(Node node) => ForSize(node.Input).Window is { Height: { Kernel: 2, Stride: 2, Before: 0, After: 0, Dilation: 1 }, Width: { Kernel: 2, Stride: 2, Before: 0, After: 0, Dilation: 1 } }
        && node.Input.Height.Value % 2 == 0 && node.Input.Width.Value % 2 == 0;

    /// <summary>Which tap won; −1 for a zero of the padding.</summary>
    public override Size Saved(Node node) => node.Output.Length;

    protected override void EmitPass(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string symbolic = x.IsConstant ? "" : ", int height, int width", zeros = HasZeros ? "_Zeros" : "";
        string kernel = step.Keeps
            ? step.Kernels.Add($"MaxPool2dForward_{Key(x, y)}{zeros}_Indices", $"MaxPool2d {Describe(x, y)}{(HasZeros ? " of zeros" : "")}, keeping which tap won.\ny = max over the window; the first of equal ones wins, NaN wins over numbers.", $"ref float x, ref float y, ref float indices{symbolic}", code =>
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var most = {isa.Constant(double.NegativeInfinity)};");
                    code.Line($"var winner = {isa.Class}.Create({FirstTap(x, y)});");
                    if (HasZeros)
                    {
                        // In scan order, the padding's zeros among the image's numbers.
                        code.Line($"int rows = {Padded("row", Window.Height, x.Height)}, columns = {Padded("column", Window.Width, x.Width)};");
                        using (code.Block("for (int kh = 0; kh < rows; kh++)"))
                        using (code.Block("for (int kw = 0; kw < columns; kw++)"))
                        {
                            code.Line("bool inside = kh >= top && kh < bottom && kw >= left && kw < right;");
                            Compete($"inside ? {isa.Load("x", Size.Named(Tap(x)))} : {isa.Zero}", $"inside ? kh * {Window.Width.Kernel} + kw : -1");
                        }
                    }
                    else
                    {
                        Taps(code, x, y, (position, tap) =>
                        {
                            using (code.Block()) Compete(isa.Load("x", Size.Named(position)), tap);
                        });
                    }
                    code.Line($"{isa.Class}.StoreUnsafe(most, ref Unsafe.Add(ref y, target));");
                    code.Line($"{isa.Class}.StoreUnsafe(winner.AsSingle(), ref Unsafe.Add(ref indices, target));");

                    void Compete(string value, string tap)
                    {
                        code.Line($"var value = {value};");
                        code.Line($"var wins = {isa.Class}.GreaterThan(value, most) | ~{isa.Class}.Equals(value, value);");
                        code.Line($"most = {isa.Class}.ConditionalSelect(wins, value, most);");
                        code.Line($"winner = {isa.Class}.ConditionalSelect(wins.AsInt32(), {isa.Class}.Create({tap}), winner);");
                    }
                }))
            : step.Kernels.Add($"MaxPool2dForward_{Key(x, y)}{zeros}", $"MaxPool2d {Describe(x, y)}{(HasZeros ? " of zeros" : "")}.\ny = max over the window. NaN survives.", $"ref float x, ref float y{symbolic}", code =>
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var most = {isa.Constant(double.NegativeInfinity)};");
                    if (HasZeros)
                    {
                        code.Line($"int rows = {Padded("row", Window.Height, x.Height)}, columns = {Padded("column", Window.Width, x.Width)};");
                        code.Line($"if (top > 0 || left > 0 || bottom < rows || right < columns) most = {isa.Zero};");
                    }
                    Taps(code, x, y, (position, _) => code.Line($"most = {isa.Class}.Max(most, {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref x, {position})));"));
                    code.Line($"{isa.Class}.StoreUnsafe(most, ref Unsafe.Add(ref y, target));");
                }));
        step.Call(kernel, x.Reference, y.Reference, step.Keeps ? step.Saved : null);
    }

    protected override void EmitGradient(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        // Where windows neither overlap nor leave gaps, each input is written once and need not be cleared.
        bool exact = !add && IsInside(x, y) && Tiles(Window.Height, x.Height) && Tiles(Window.Width, x.Width);
        string symbolic = x.IsConstant ? "" : ", int height, int width";
        using (step.ForInputGradient())
        {
            string after = step.Differentiates is { } activation ? "_" + activation.Key : "", outputs = after.Length > 0 ? "ref float y, " : "";
            string comment = $"MaxPool2d {Describe(x, y)}, backward: the tap that won takes the gradient{(step.Differentiates is Layer before ? $", through the {before.Kind} before it" : "")}.";
            string kernel = step.Kernels.Add($"MaxPool2dBackward_{Key(x, y)}{after}{(add ? "_Add" : "")}", comment, $"{outputs}ref float dy, ref float indices, ref float dx{symbolic}", code =>
            {
                if (!exact && !add) ClearKernel.Emit(code, isa, "dx", x);
                Windows(code, isa, x, y, () =>
                {
                    code.Line($"var gradient = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dy, target));");
                    if (step.Differentiates is { } pointwise)
                    {
                        code.Line($"var output = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref y, target));");
                        code.Line($"gradient = {pointwise.Differentiate(isa, step.Kernels, "output", "gradient")};");
                    }
                    code.Line($"var winner = {isa.Class}.LoadUnsafe(ref Unsafe.Add(ref indices, target)).AsInt32();");
                    Taps(code, x, y, (position, tap) =>
                    {
                        string share = $"{isa.Class}.ConditionalSelect({isa.Class}.Equals(winner, {isa.Class}.Create({tap})).AsSingle(), gradient, {isa.Zero})";
                        string value = exact ? share : $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref dx, {position})) + {share}";
                        code.Line($"{isa.Class}.StoreUnsafe({value}, ref Unsafe.Add(ref dx, {position}));");
                    });
                });
            });
            step.Call(kernel, step.Differentiates is null ? null : y.Reference, step.OutputGradient.Reference, step.Saved, step.InputGradient().Reference);
        }

        static bool Tiles(Extent extent, Size size) => extent.Stride == extent.Kernel && extent.Dilation == 1 && size.Value % extent.Kernel == 0;
    }

    protected override OnnxValue EmitNodes(OnnxStep onnx)
    {
        OnnxValue x = onnx.Input();
        Window window = Window;
        if (HasZeros)
        {
            if (MayDropWindow(onnx.Node)) return onnx.Refuse(NoRunTimeCeiling);
            x = onnx.Border(x, window.Height.Before, window.Width.Before, window.Height.After, window.Width.After);
            window = window.Unpadded();
        }
        OnnxValue[] outputs = onnx.Add("MaxPool", onnx.Keeps ? 2 : 1, [x], OnnxAttributes(onnx.Node, window, bordered: HasZeros));
        if (onnx.Keeps) onnx.Keep(outputs[1], x);
        return outputs[0];
    }

    /// <summary>As it was for the input that a MaxUnpool2d restores.</summary>
    public MaxPool2dLayer Of(Shape input) => (MaxPool2dLayer)ForSize(input);

    /// <summary>Adds the kernel that puts numbers back where this pool found its maxima: (x, indices, y). The pool's own output has the shape of x.</summary>
    public string AddUnpool(KernelSet kernels, Map x, Map y)
    {
        Isa isa = kernels.Isa;
        return kernels.Add($"MaxUnpool2dForward_{Key(y, x)}", $"MaxUnpool2d {x.Display} → {y.Display}, of {Window.Describe()}: y = x where it was the maximum, 0 elsewhere.", $"ref float x, ref float indices, ref float y{x.SizeParameters}", code =>
        {
            ClearKernel.Emit(code, isa, "y", y);
            Windows(code, isa, y, x, () =>
            {
                code.Line($"var value = {isa.Load("x", Size.Named("target"))};");
                code.Line($"var winner = {isa.Load("indices", Size.Named("target"))}.AsInt32();");
                Taps(code, y, x, (position, tap) => code.Line(isa.Store($"{isa.Class}.ConditionalSelect({Won(isa, tap)}, value, {isa.Load("y", Size.Named(position))})", "y", Size.Named(position))));
            });
        });
    }

    /// <summary>Adds its gradient: (dy, indices, dx).</summary>
    public string AddUnpoolGradient(KernelSet kernels, Map x, Map y, bool add)
    {
        Isa isa = kernels.Isa;
        return kernels.Add($"MaxUnpool2dBackward_{Key(y, x)}{(add ? "_Add" : "")}", $"MaxUnpool2d {x.Display} → {y.Display}, backward: the gradient of where the number went.", $"ref float dy, ref float indices, ref float dx{x.SizeParameters}", code =>
            Windows(code, isa, y, x, () =>
            {
                code.Line($"var winner = {isa.Load("indices", Size.Named("target"))}.AsInt32();");
                code.Line($"var gradient = {(add ? isa.Load("dx", Size.Named("target")) : isa.Zero)};");
                Taps(code, y, x, (position, tap) => code.Line($"gradient += {isa.Class}.ConditionalSelect({Won(isa, tap)}, {isa.Load("dy", Size.Named(position))}, {isa.Zero});"));
                code.Line(isa.Store("gradient", "dx", Size.Named("target")));
            }));
    }

    /// <summary>Adds the nodes that put numbers back: a MaxUnpool where windows are tiles; otherwise each number goes to its place among all, and what was padding is cut off.</summary>
    public OnnxValue EmitUnpool(OnnxStep onnx, OnnxValue x, OnnxValue indices, OnnxValue pooled)
    {
        OnnxValue shape = onnx.Add("Shape", [pooled]);
        if (!CeilMode && IsTile(Window.Height) && IsTile(Window.Width)) return onnx.Add("MaxUnpool", [x, indices, shape], Window.OnnxAttributes());
        OnnxValue row = OnnxStep.Integers(-1), zeros = onnx.Add("Reshape", [onnx.Add("ConstantOfShape", [shape]), row]);
        OnnxValue all = onnx.Add("ScatterElements", [zeros, onnx.Add("Reshape", [indices, row]), onnx.Add("Reshape", [x, row])]);
        OnnxValue y = onnx.Add("Reshape", [all, shape]);
        return HasZeros ? onnx.Border(y, -Window.Height.Before, -Window.Width.Before, -Window.Height.After, -Window.Width.After) : y;

        static bool IsTile(Extent extent) => extent is { Before: 0, After: 0, Dilation: 1 } && extent.Stride == extent.Kernel;
    }

    private static string Won(Isa isa, string tap) => $"{isa.Class}.Equals(winner, {isa.Class}.Create({tap})).AsSingle()";

    // Whether there are zeros at all: what CeilMode adds behind the padding is none.
    private bool HasZeros => PadsZeros && (Window.Height.After > 0 || Window.Width.After > 0);

    // How many taps from the first lie in the image or its padding.
    private static string Padded(string index, Extent extent, Size size)
    {
        string left = $"{size + ((long)extent.Before + extent.After)} - {(extent.Stride == 1 ? index : $"{index} * {extent.Stride}")}";
        return $"Math.Min({extent.Kernel}, {(extent.Dilation == 1 ? left : $"({left} + {extent.Dilation - 1}) / {extent.Dilation}")})";
    }

    private string Tap(Map x) => $"origin + kh * {x.RowStride * Window.Height.Dilation} + kw * {Window.Width.Dilation * Map.Pixel}";

    // A window of nothing but −∞ gives its gradient to its first tap inside, as PyTorch does.
    private string FirstTap(Map x, Map y) => IsInside(x, y) ? "0" : $"top * {Window.Width.Kernel} + left";
}
