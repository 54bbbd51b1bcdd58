using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>Rows and columns on each side.</summary>
internal readonly record struct Sides(int Left, int Right, int Top, int Bottom)
{
    /// <summary>One number for all sides, or each.</summary>
    public static Sides Read(ArgumentReader arguments)
    {
        if (!arguments.Has("padding")) return new Sides(Side("left"), Side("right"), Side("top"), Side("bottom"));
        int all = Side("padding");
        return new Sides(all, all, all, all);

        int Side(string name) => arguments.Integer(name, 0, null);
    }

    /// <summary>1, or 1x2x0x3: left, right, top, bottom.</summary>
    public string Key => Left == Right && Left == Top && Left == Bottom ? $"{Left}" : $"{Left}x{Right}x{Top}x{Bottom}";

    /// <summary>For comments.</summary>
    public string Describe() => Left == Right && Left == Top && Left == Bottom ? $"{Left} on each side" : $"{Left} left, {Right} right, {Top} above, {Bottom} below";
}

/// <summary>A border around an image.</summary>
internal abstract record PaddingLayer(Sides Sides) : Layer
{
    /// <summary>What the border holds, for comments.</summary>
    protected abstract string Border { get; }

    /// <summary>What sets it apart from another of its kind, for names of methods.</summary>
    protected virtual string Key => $"{Kind}_p{Sides.Key}";

    /// <summary>Whether the border is too large for the image; if so, one problem.</summary>
    protected virtual bool IsTooLarge(Inference inference) => false;

    public override bool IsPlanewise(Node node) => true;

    public override void Infer(Inference inference)
    {
        if (!inference.RequireImage() || IsTooLarge(inference)) return;
        Shape input = inference.Input;
        inference.Output = Shape.Image(input.Channels, input.Height + ((long)Sides.Top + Sides.Bottom), input.Width + ((long)Sides.Left + Sides.Right));
        inference.Field = new ReceptiveField(inference.Field.Height.Resampled(1, 1, -Sides.Top), inference.Field.Width.Resampled(1, 1, -Sides.Left));
    }

    public override void EmitForward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        string kernel = step.Kernels.Add(
            $"{Key}_Forward_{x.Key}", $"{Kind} {x.Display} → {y.Display}: {Border}, {Sides.Describe()}.", $"ref float x, ref float y{x.SizeParameters}",
            code => EmitForward(code, step.Isa, x, y));
        step.Call(kernel, x.Reference, y.Reference);
    }

    public override void EmitBackward(Step step)
    {
        Map x = step.Input(), y = step.Output;
        bool add = step.Accumulates();
        using (step.ForInputGradient())
        {
            string kernel = step.Kernels.Add(
                $"{Key}_Backward_{x.Key}{(add ? "_Add" : "")}", $"{Kind} {x.Display} → {y.Display}, backward: each input takes the gradients of its copies.", $"ref float dy, ref float dx{x.SizeParameters}",
                code => EmitBackward(code, step.Isa, x, y, add));
            step.Call(kernel, step.OutputGradient.Reference, step.InputGradient().Reference);
        }
    }

    protected abstract void EmitForward(CodeWriter code, Isa isa, Map x, Map y);

    protected abstract void EmitBackward(CodeWriter code, Isa isa, Map x, Map y, bool add);

    /// <summary>A Pad of that mode.</summary>
    protected OnnxValue EmitPad(OnnxStep onnx, string mode) =>
        onnx.Add("Pad", [onnx.Input(), OnnxStep.Integers(0, 0, Sides.Top, Sides.Left, 0, 0, Sides.Bottom, Sides.Right)], OnnxStep.Attribute("mode", mode));

    /// <summary>A loop over vectors: so many floats from <c>i = 0</c>.</summary>
    protected static IDisposable? Floats(CodeWriter code, Isa isa, Size count) => code.Block($"for (int i = 0; i < {count}; i += {isa.Width})");

    protected static Size Named(string place, Size offset = default) => Size.Named(offset.Is(0) ? place : $"{place} + {offset}");
}

/// <summary>A border of copies of the image's own pixels.</summary>
internal abstract record CopiedPaddingLayer(Sides Sides) : PaddingLayer(Sides)
{
    /// <summary>The row or column that stands at <paramref name="position"/>, which may lie outside.</summary>
    protected abstract string Inside(string position, Size size);

    protected override void EmitForward(CodeWriter code, Isa isa, Map x, Map y) =>
        Copies(code, isa, x, y, (source, target) => code.Line(isa.Store(isa.Load("x", source), "y", target)));

    protected override void EmitBackward(CodeWriter code, Isa isa, Map x, Map y, bool add)
    {
        if (!add) ClearKernel.Emit(code, isa, "dx", x);
        Copies(code, isa, x, y, (source, target) => PixelLoop.Write(code, isa, "dx", source, isa.Load("dy", target), adds: true));
    }

    private void Copies(CodeWriter code, Isa isa, Map x, Map y, Action<Size, Size> copy)
    {
        using (code.Block($"for (int plane = 0; plane < {x.Planes}; plane++)"))
        using (code.Block($"for (int row = 0; row < {y.Height}; row++)"))
        {
            code.Line($"int source = plane * {x.PlaneStride} + {(Sides.Top + Sides.Bottom == 0 ? "row" : Inside(Minus("row", Sides.Top), x.Height))} * {x.RowStride};");
            code.Line($"int target = plane * {y.PlaneStride} + row * {y.RowStride};");
            Edge(0, Sides.Left);
            using (Floats(code, isa, x.RowStride)) copy(Named("source + i"), Named("target + i", (Size)Sides.Left * Map.Pixel));
            Edge(x.Width + Sides.Left, Sides.Right);
        }

        void Edge(Size from, int count)
        {
            if (count == 0) return;
            using (code.Block($"for (int column = {from}; column < {from + count}; column++)"))
            {
                code.Line($"int near = source + {Inside(Minus("column", Sides.Left), x.Width)} * {Map.Pixel}, far = target + column * {Map.Pixel};");
                for (int lane = 0; lane < Map.Pixel; lane += isa.Width) copy(Named("near", lane), Named("far", lane));
            }
        }
    }

    private static string Minus(string index, int amount) => amount == 0 ? index : $"{index} - {amount}";
}
