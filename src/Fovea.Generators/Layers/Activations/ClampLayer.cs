using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>A number between two bounds, at which the derivative is zero, as PyTorch's.</summary>
internal abstract record ClampLayer(double Low, double High) : PointwiseLayer
{
    protected override string Formula => $"y = min({NetworkEmitter.Number(High)}, max({NetworkEmitter.Number(Low)}, x))";

    protected override string Derivative => $"{NetworkEmitter.Number(Low)} < y < {NetworkEmitter.Number(High)} ? dy : 0";

    public override string Key => $"{Kind}_{Names.Part(Low)}_{Names.Part(High)}";

    // In this order, so that NaN survives.
    public override string Apply(Isa isa, KernelSet kernels, string x) =>
        $"{isa.Class}.MinNative({isa.Constant(High)}, {isa.Class}.MaxNative({isa.Constant(Low)}, {x}))";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("Clip", [onnx.Input(), OnnxStep.Floats([], Low), OnnxStep.Floats([], High)]);

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.LessThanOrEqual({y}, {isa.Constant(Low)}) | {isa.Class}.GreaterThanOrEqual({y}, {isa.Constant(High)}), {isa.Zero}, {dy})";
}
