using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.ReplicationPad2d.</summary>
internal sealed record ReplicationPad2dLayer(Sides Sides) : CopiedPaddingLayer(Sides)
{
    public override string Kind => "ReplicationPad2d";

    protected override string Border => "the nearest row and column again";

    public static Layer? Read(ArgumentReader arguments) => new ReplicationPad2dLayer(Sides.Read(arguments));

    public override OnnxValue EmitOnnx(OnnxStep onnx) => EmitPad(onnx, "edge");

    protected override string Inside(string position, Size size) => $"Math.Clamp({position}, 0, {size - 1})";
}
