using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ReflectionPad2d: the border mirrors the image without its edge.</summary>
internal sealed record ReflectionPad2dLayer(Sides Sides) : CopiedPaddingLayer(Sides)
{
    public override string Kind => "ReflectionPad2d";

    protected override string Border => "the image mirrored at its edge";

    public static Layer? Read(ArgumentReader arguments) => new ReflectionPad2dLayer(Sides.Read(arguments));

    protected override bool IsTooLarge(Inference inference)
    {
        Shape input = inference.Input;
        return Check("left", Sides.Left, input.Width, "columns") || Check("right", Sides.Right, input.Width, "columns")
            || Check("top", Sides.Top, input.Height, "rows") || Check("bottom", Sides.Bottom, input.Height, "rows");

        bool Check(string side, int border, Size size, string what)
        {
            if (!size.IsConstant && border > 0) inference.Require($"{size} > {border}", $"a border of {border} mirrors {border} {what} besides the edge, more than its input has");
            if (!size.IsConstant || border < size.Value) return false;
            bool same = Sides.Left == Sides.Right && Sides.Left == Sides.Top && Sides.Left == Sides.Bottom;
            inference.Report(Descriptors.MirroredBorderTooLarge, same ? "padding" : side,
                $"a border of {border} mirrors {border} {what} besides the edge, and its {input} input has {size - 1} ({border} > {size} − 1). Use at most {size - 1}, or ReplicationPad2d.", new FixHint("padding", $"{size - 1}"));
            return true;
        }
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx) => EmitPad(onnx, "reflect");

    // −1 is 1, and n is n − 2.
    protected override string Inside(string position, Size size) => $"({size - 1} - Math.Abs({size - 1} - Math.Abs({position})))";
}
