using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>What works on the features of a vector, or on the channels of each pixel: Softmax and LogSoftmax.</summary>
internal abstract record OverChannelsLayer : Layer
{
    public override LayerTraits Traits => LayerTraits.Nonlinear;

    public override void Infer(Inference inference) => inference.Output = inference.Input;

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add(Kind, [onnx.Input()], OnnxStep.Attribute("axis", 1));

    // For each pixel's vector; c counts floats, in steps of a plane.
    protected static IDisposable Pixels(CodeWriter code, Map map, Isa isa) => code.Block($"for (int i = 0; i < {map.PlaneStride}; i += {isa.Width})");

    protected static IDisposable Channels(CodeWriter code, Map map, int first) =>
        code.Block($"for (int c = {map.PlaneStride * first}; c < {map.PlaneStride * map.Planes}; c += {map.PlaneStride})");

    protected static string At(Isa isa, string name) => $"{isa.Class}.LoadUnsafe(ref Unsafe.Add(ref {name}, c + i))";
}
