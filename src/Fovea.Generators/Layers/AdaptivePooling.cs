using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>Poolings to a given size: output i of m covers ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉ of n inputs, in both directions.</summary>
internal abstract record AdaptivePoolingLayer(int Height, int Width) : Layer
{
    public override LayerTraits Traits => IsGlobal ? LayerTraits.SeesEverything : LayerTraits.None;

    protected bool IsGlobal => Height == 1 && Width == 1;

    /// <summary>One number for a square, or height and width.</summary>
    public static (int Height, int Width) ReadSize(ArgumentReader arguments) =>
        arguments.Has("size") ? (arguments.Positive("size"), arguments.Positive("size")) : (arguments.Positive("height"), arguments.Positive("width"));

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage()) return;
        inference.Output = Shape.Image(inference.Input.Channels, Height, Width);
        inference.Field = new ReceptiveField(
            Through(inference.Field.Height, inference.Input.Height, Height, inference.NetworkInput.Height),
            Through(inference.Field.Width, inference.Input.Width, Width, inference.NetworkInput.Width));
    }

    private static ReceptiveExtent Through(ReceptiveExtent field, Size input, int outputs, Size whole)
    {
        if (!input.IsConstant) return ReceptiveExtent.Whole(whole);
        // In lowest terms a/b, a part begins at any of b places within an input, and at the last of them spans the most.
        long divisor = Gcd(input.Value, outputs), a = input.Value / divisor, b = outputs / divisor;
        return field.Resampled((double)a / b, (a + b - 2) / b + 1);
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);

    /// <summary>Whether no input belongs to two parts.</summary>
    protected bool IsExact(Map x) => Divides(Height, x.Height) && Divides(Width, x.Width);

    private static bool Divides(int outputs, Size inputs) => outputs == 1 || (inputs.IsConstant && inputs.Value % outputs == 0);

    /// <summary>The ONNX operators of windows and of whole axes.</summary>
    protected abstract (string Pool, string Reduce) OnnxOperators { get; }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        Shape input = onnx.Node.Input;
        if (IsGlobal) return onnx.Apply("Global" + OnnxOperators.Pool);
        if (!input.IsConstant) return onnx.Refuse($"ONNX has no pooling of a run-time size to {Height}×{Width}. Fix the network's size, or pool to 1×1.");
        if (Divides(Height, input.Height) && Divides(Width, input.Width))
        {
            int rows = (int)(input.Height.Value / Height), columns = (int)(input.Width.Value / Width);
            return onnx.Add(OnnxOperators.Pool, [onnx.Input()], OnnxStep.Attribute("kernel_shape", rows, columns), OnnxStep.Attribute("strides", rows, columns));
        }
        // Part by part, first of the rows, then of the columns: the parts of a row are equally large.
        return Parts(onnx, Parts(onnx, onnx.Input(), 2, input.Height.Value, Height), 3, input.Width.Value, Width);
    }

    private OnnxValue Parts(OnnxStep onnx, OnnxValue x, int axis, long inputs, int outputs)
    {
        OnnxValue axes = OnnxStep.Integers(axis);
        OnnxValue[] parts = [.. Enumerable.Range(0, outputs).Select(part =>
        {
            OnnxValue slice = onnx.Add("Slice", [x, OnnxStep.Integers(part * inputs / outputs), OnnxStep.Integers(((part + 1) * inputs + outputs - 1) / outputs), axes]);
            return onnx.Add(OnnxOperators.Reduce, [slice, axes]);
        })];
        return onnx.Add("Concat", parts, OnnxStep.Attribute("axis", axis));
    }

    /// <summary>Loops over the output's pixels; inside, the part's rows are [top, bottom) and its columns [left, right).</summary>
    protected void Parts(CodeWriter code, Isa isa, Map x, Map y, Action<Size> body) => PixelLoop.Emit(
        code, isa, y, (row, column) => body(PixelLoop.At(isa, y, row, column)),
        row => Part(code, row, x.Height, Height, "top", "bottom"),
        column => Part(code, column, x.Width, Width, "left", "right"));

    private void Part(CodeWriter code, string index, Size inputs, int outputs, string from, string to)
    {
        if (IsGlobal) return;
        if (outputs == 1) code.Line($"int {from} = 0, {to} = {inputs};");
        else if (Divides(outputs, inputs)) code.Line($"int {from} = {index} * {inputs / outputs}, {to} = {from} + {inputs / outputs};");
        else code.Line($"int {from} = {index} * {inputs} / {outputs}, {to} = (({index} + 1) * {inputs} + {outputs - 1}) / {outputs};");
    }

    /// <summary>Loops over a part's inputs in scan order; the callback gets each one's place and a number of its own.</summary>
    protected void Taps(CodeWriter code, Isa isa, Map x, Action<Size, string> tap)
    {
        if (IsGlobal)
        {
            using (code.Block($"for (int i = {PixelLoop.At(isa, x).Bare}; i < (plane + 1) * {x.PlaneStride}; i += {Map.Pixel})")) tap(Size.Named("i"), "i");
            return;
        }
        using (code.Block("for (int i = top; i < bottom; i++)"))
        using (code.Block("for (int j = left; j < right; j++)"))
        {
            tap(PixelLoop.At(isa, x, "i", "j"), $"i * {x.Width} + j");
        }
    }

    /// <summary>The number of a part's first input.</summary>
    protected string FirstTap(Isa isa, Map x) => IsGlobal ? PixelLoop.At(isa, x).Bare : $"top * {x.Width} + left";

    /// <summary>One over the size of a part.</summary>
    protected string Share(Map x) =>
        IsExact(x) && x.IsConstant ? Isa.Literal((double)Height * Width / (x.Height * x.Width).Value)
        : IsGlobal ? $"1f / ({x.Height} * {x.Width})"
        : "1f / ((bottom - top) * (right - left))";

    protected string Describe(Map x, Map y) => $"{Kind} {x.Display} → {y.Display}";

    protected string Name(string pass, Map x, Map y) => $"{Kind}{pass}_{x.Key}_to_{y.Key}";
}
