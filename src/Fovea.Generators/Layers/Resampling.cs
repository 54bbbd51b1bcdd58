using System.Globalization;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.functional.interpolate, nearest and bilinear: positions are computed in single precision, as PyTorch does.</summary>
internal abstract record ResamplingLayer(bool Bilinear, bool AlignCorners) : Layer
{
    // The largest factor up to which single precision and whole numbers agree on every ⌊i/factor⌋.
    private const int LargestExactFactor = 40;

    private const int MostUnrolled = 16;

    /// <summary>The size, and the whole factor that it is of the input's, if any.</summary>
    protected abstract (Size Size, int? Factor) Rows(Size input);

    /// <inheritdoc cref="Rows"/>
    protected abstract (Size Size, int? Factor) Columns(Size input);

    /// <summary>Reads Mode: whether it is bilinear.</summary>
    protected static bool ReadMode(ArgumentReader arguments)
    {
        int mode = arguments.NonNegative("Mode", 0);
        if (mode > 1) arguments.Report(Descriptors.ArgumentOutOfRange, "Mode", $"{arguments.Kind}: Mode is {mode}, and must be ResizeMode.Nearest or ResizeMode.Bilinear.");
        return mode == 1;
    }

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        if (AlignCorners && !Bilinear) inference.Report(Descriptors.ArgumentWithoutEffect, "AlignCorners", "AlignCorners has no effect on Nearest, which does not weigh pixels. Set Mode = ResizeMode.Bilinear, or remove it.");
        Shape input = inference.Input;
        Size height = Rows(input.Height).Size, width = Columns(input.Width).Size;
        inference.Output = Shape.Image(input.Channels, height, width);
        inference.MultiplyAdds = Bilinear && inference.Output.IsConstant ? (inference.Output.Length * 4).Value : 0;
        inference.Field = new ReceptiveField(
            Through(inference.Field.Height, input.Height, Rows(input.Height)), Through(inference.Field.Width, input.Width, Columns(input.Width)));
    }

    private ReceptiveExtent Through(ReceptiveExtent field, Size input, (Size Size, int? Factor) output)
    {
        double step = output.Factor is { } factor ? 1.0 / factor : input.IsConstant ? (double)input.Value / output.Size.Value : 1;
        return field.Resampled(step, Bilinear && !input.Is(1) && output.Factor != 1 ? 2 : 1);
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        string kernel = step.Kernels.Add($"{Name("Forward", x, y)}", $"{Describe(x, y)}.\n{Formula}", $"ref float x, ref float y{PixelLoop.Sizes(x, y)}", code =>
        {
            if (Bilinear)
            {
                Positions(code, isa, x, y, target =>
                {
                    code.Line($"var above = {isa.MultiplyAdd(isa.Load("x", Corner(isa, x, "top", "right")), $"{isa.Class}.Create(across)", $"{isa.Load("x", Corner(isa, x, "top", "left"))} * {isa.Class}.Create(1f - across)")};");
                    code.Line($"var below = {isa.MultiplyAdd(isa.Load("x", Corner(isa, x, "bottom", "right")), $"{isa.Class}.Create(across)", $"{isa.Load("x", Corner(isa, x, "bottom", "left"))} * {isa.Class}.Create(1f - across)")};");
                    code.Line(isa.Store(isa.MultiplyAdd("below", $"{isa.Class}.Create(down)", $"above * {isa.Class}.Create(1f - down)"), "y", target));
                });
            }
            else if (Factors(x) is var (rows, columns))
            {
                Copies(code, isa, x, y, rows, columns, source => code.Line($"var value = {isa.Load("x", source)};"), copy => code.Line(isa.Store("value", "y", copy)), () => { });
            }
            else
            {
                Nearest(code, isa, x, y, (source, target) => code.Line(isa.Store(isa.Load("x", source), "y", target)));
            }
        });
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        Isa isa = step.Isa;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add($"{Name("Backward", x, y)}{(add ? "_Add" : "")}", $"{Describe(x, y)}, backward: each input takes what its outputs weigh it with.", $"ref float dy, ref float dx{PixelLoop.Sizes(x, y)}", code =>
            {
                if (!Bilinear && Factors(x) is var (rows, columns))
                {
                    Size at = default;
                    Copies(code, isa, x, y, rows, columns, source =>
                    {
                        at = source;
                        code.Line($"var sum = {(add ? isa.Load("dx", source) : isa.Zero)};");
                    }, copy => code.Line($"sum += {isa.Load("dy", copy)};"), () => code.Line(isa.Store("sum", "dx", at)));
                    return;
                }
                if (!add) ClearKernel.Emit(code, isa, "dx", x);
                if (!Bilinear)
                {
                    Nearest(code, isa, x, y, (source, target) => PixelLoop.Write(code, isa, "dx", source, isa.Load("dy", target), adds: true));
                    return;
                }
                Positions(code, isa, x, y, target =>
                {
                    code.Line($"var below = {isa.Load("dy", target)} * {isa.Class}.Create(down);");
                    code.Line($"var above = {isa.Load("dy", target)} * {isa.Class}.Create(1f - down);");
                    // One after the other: at the border two of them are the same pixel.
                    foreach (string row in new[] { "top", "bottom" })
                    {
                        foreach (string column in new[] { "left", "right" })
                        {
                            PixelLoop.Write(code, isa, "dx", Corner(isa, x, row, column), $"{(row == "top" ? "above" : "below")} * {isa.Class}.Create({(column == "left" ? "1f - across" : "across")})", adds: true);
                        }
                    }
                });
            });
            step.Call(kernel, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        Shape input = onnx.Node.Input;
        (Size height, int? rowFactor) = Rows(input.Height);
        (Size width, int? columnFactor) = Columns(input.Width);
        if (!Bilinear && input.IsConstant)
        {
            long[] rows = Sources(input.Height.Value, height.Value, rowFactor), columns = Sources(input.Width.Value, width.Value, columnFactor);
            // Where single precision rounds the one way here and the other way in ONNX's formula, rows and columns are picked one by one.
            if (!rows.SequenceEqual(OnnxSources(input.Height.Value, height.Value)) || !columns.SequenceEqual(OnnxSources(input.Width.Value, width.Value)))
            {
                OnnxValue picked = onnx.Add("Gather", [onnx.Input(), OnnxStep.Integers(rows)], OnnxStep.Attribute("axis", 2));
                return onnx.Add("Gather", [picked, OnnxStep.Integers(columns)], OnnxStep.Attribute("axis", 3));
            }
        }
        if (!Bilinear && !input.IsConstant && rowFactor is null && columnFactor is null)
        {
            OnnxValue shape = onnx.Add("Shape", [onnx.Input()]);
            return PickOnnx(onnx, PickOnnx(onnx, onnx.Input(), shape, 2, height.Value), shape, 3, width.Value);
        }
        string?[] attributes = Bilinear
            ? [OnnxStep.Attribute("mode", "linear"), AlignCorners ? OnnxStep.Attribute("coordinate_transformation_mode", "align_corners") : null]
            : [OnnxStep.Attribute("coordinate_transformation_mode", "asymmetric"), OnnxStep.Attribute("nearest_mode", "floor")];
        return rowFactor is { } down && columnFactor is { } across
            ? onnx.Add("Resize", [onnx.Input(), null, OnnxStep.Floats([4], 1, 1, down, across)], attributes)
            : onnx.Add("Resize", [onnx.Input(), null, null, OnnxStep.Integers(height.Value, width.Value)], [.. attributes, OnnxStep.Attribute("axes", 2, 3)]);
    }

    // The pixels that Nearest takes along an axis, computed by the model as the emitted code does it: ONNX's formula rounds the other way for some sizes, which only the model will know.
    private static OnnxValue PickOnnx(OnnxStep onnx, OnnxValue x, OnnxValue shape, int axis, long outputs)
    {
        const int Float = 1, Int64 = 7;
        OnnxValue inputs = onnx.Add("Gather", [shape, OnnxStep.Integers(axis)]);
        OnnxValue ratio = onnx.Add("Div", [onnx.Add("Cast", [inputs], OnnxStep.Attribute("to", Float)), OnnxStep.Floats([1], outputs)]);
        OnnxValue positions = onnx.Add("Mul", [OnnxStep.Floats([(int)outputs], Enumerable.Range(0, (int)outputs).Select(i => (double)i)), ratio]);
        OnnxValue sources = onnx.Add("Min", [onnx.Add("Cast", [positions], OnnxStep.Attribute("to", Int64)), onnx.Add("Sub", [inputs, OnnxStep.Integers(1)])]);
        return onnx.Add("Gather", [x, sources], OnnxStep.Attribute("axis", axis));
    }

    // What Nearest takes, as the emitted code computes it, and as ONNX does.
    private static long[] Sources(long inputs, long outputs, int? factor) => [.. Enumerable.Range(0, (int)outputs)
        .Select(i => factor is { } whole and <= LargestExactFactor ? i / whole : Math.Min((long)(float)(i * ((float)inputs / outputs)), inputs - 1))];

    private static IEnumerable<long> OnnxSources(long inputs, long outputs) => Enumerable.Range(0, (int)outputs)
        .Select(i => Math.Min((long)(float)(i / ((float)outputs / inputs)), inputs - 1));

    // Whole factors: each input pixel is copied to a block.
    private (int Rows, int Columns)? Factors(Map x) =>
        Rows(x.Height).Factor is { } rows and <= LargestExactFactor && Columns(x.Width).Factor is { } columns and <= LargestExactFactor ? (rows, columns) : null;

    private static void Copies(CodeWriter code, Isa isa, Map x, Map y, int rows, int columns, Action<Size> before, Action<Size> copy, Action after)
    {
        PixelLoop.Emit(code, isa, x, (row, column) =>
        {
            before(PixelLoop.At(isa, x, row, column));
            code.Line($"int block = {PixelLoop.At(isa, y, row == "0" ? row : $"{row} * {rows}", column == "0" ? column : $"{column} * {columns}").Bare};");
            if (rows * columns <= MostUnrolled)
            {
                for (int u = 0; u < rows; u++)
                {
                    for (int v = 0; v < columns; v++)
                    {
                        Size offset = y.RowStride * u + (long)v * Map.Pixel;
                        copy(Size.Named(offset.Is(0) ? "block" : $"block + {offset}"));
                    }
                }
            }
            else
            {
                using (code.Block($"for (int u = 0; u < {rows}; u++)"))
                using (code.Block($"for (int v = 0; v < {columns}; v++)")) copy(Size.Named($"block + u * {y.RowStride} + v * {Map.Pixel}"));
            }
            after();
        });
    }

    // ⌊i·n/m⌋, or ⌊i/factor⌋.
    private void Nearest(CodeWriter code, Isa isa, Map x, Map y, Action<Size, Size> body)
    {
        PixelLoop.Emit(code, isa, y, (row, column) => body(PixelLoop.At(isa, x, "from", "source"), PixelLoop.At(isa, y, row, column)),
            row => code.Line($"int from = {Source(row, x.Height, Rows(x.Height))};"),
            column => code.Line($"int source = {Source(column, x.Width, Columns(x.Width))};"));

        static string Source(string index, Size inputs, (Size Size, int? Factor) output) =>
            output.Factor is { } factor and <= LargestExactFactor ? factor == 1 ? index : $"{index} / {factor}"
            : $"Math.Min((int)({index} * {Ratio(inputs, output.Size)}), {inputs - 1})";
    }

    // The four pixels around each output: rows top and bottom, the latter weighed by down; columns left and right, the latter weighed by across.
    private void Positions(CodeWriter code, Isa isa, Map x, Map y, Action<Size> body)
    {
        PixelLoop.Emit(code, isa, y, (row, column) => body(PixelLoop.At(isa, y, row, column)),
            row => Axis(row, x.Height, y.Height, "top", "bottom", "down"),
            column => Axis(column, x.Width, y.Width, "left", "right", "across"));

        void Axis(string index, Size inputs, Size outputs, string first, string second, string share)
        {
            string position = AlignCorners
                ? $"{index} * {Ratio(inputs - 1, Size.Max(1, outputs - 1))}"
                : $"Math.Max(0f, ({index} + 0.5f) * {Ratio(inputs, outputs)} - 0.5f)";
            code.Line($"float {share} = {position};");
            code.Line($"int {first} = Math.Min((int){share}, {inputs - 1}), {second} = Math.Min({first} + 1, {inputs - 1});");
            code.Line($"{share} -= {first};");
        }
    }

    private static Size Corner(Isa isa, Map x, string row, string column) => PixelLoop.At(isa, x, row, column);

    // Divided in single precision.
    private static string Ratio(Size dividend, Size divisor) => dividend.IsConstant && divisor.IsConstant
        ? ((float)dividend.Value / divisor.Value).ToString("R", CultureInfo.InvariantCulture) + "f"
        : $"((float){dividend} / {divisor})";

    private string Formula => !Bilinear ? "y[i, j] = x[⌊i·n/m⌋, …]" : AlignCorners
        ? "y[i, j] is the bilinear mean around x at i·(n − 1)/(m − 1), …"
        : "y[i, j] is the bilinear mean around x at (i + ½)·n/m − ½, …";

    private string Describe(Map x, Map y) => $"{Kind} {x.Display} → {y.Display}, {(Bilinear ? AlignCorners ? "bilinear, corners aligned" : "bilinear" : "nearest")}";

    private string Name(string pass, Map x, Map y) => $"{Kind}{pass}_{x.Key}_to_{y.Key}_{(Bilinear ? AlignCorners ? "Bilinear_Aligned" : "Bilinear" : "Nearest")}";
}
