using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.Softplus. Past its threshold it is linear and jumps a little, so that the output does not tell the input.</summary>
internal sealed record SoftplusLayer(double Beta, double Threshold) : ActivationLayer
{
    public override string Kind => "Softplus";

    protected override string Key => $"{Kind}_{Names.Part(Beta)}_{Names.Part(Threshold)}";

    protected override string Formula => $"y = log(1 + exp(z))/{NetworkEmitter.Number(Beta)} with z = {NetworkEmitter.Number(Beta)} · x, and x where z is above {NetworkEmitter.Number(Threshold)}";

    protected override string Derivative => $"y′ = 1/(1 + exp(−z)) with z = {NetworkEmitter.Number(Beta)} · x, and 1 where z is above {NetworkEmitter.Number(Threshold)}";

    public static Layer? Read(ArgumentReader arguments) => new SoftplusLayer(arguments.PositiveReal("beta", 1), arguments.Real("threshold", 20));

    protected override void EmitValue(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        code.Line($"var z = x * {isa.Constant(Beta)};");
        code.Line("// By the size alone, so that nothing overflows.");
        code.Line($"var soft = {isa.Class}.MaxNative({isa.Zero}, z) + {VectorFunctions.Log1p(kernels)}({isa.Class}.Exp(-{isa.Class}.Abs(z)));");
        code.Line($"return {Linear(isa, "x", $"soft * {isa.Constant(1 / Beta)}")};");
    }

    protected override void EmitDerivative(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        code.Line($"var z = x * {isa.Constant(Beta)};");
        code.Line($"return {Linear(isa, isa.Constant(1), $"{isa.Constant(1)} / ({isa.Constant(1)} + {isa.Class}.Exp(-z))")};");
    }

    public override OnnxValue EmitOnnx(OnnxStep onnx)
    {
        OnnxValue x = onnx.Input(), beta = OnnxStep.Floats([1], Beta), z = Beta == 1 ? x : onnx.Add("Mul", [x, beta]);
        OnnxValue soft = onnx.Add("Softplus", [z]), y = Beta == 1 ? soft : onnx.Add("Div", [soft, beta]);
        // From there on the two are the same in single precision.
        if (Threshold >= 20) return y;
        return onnx.Add("Where", [onnx.Add("Greater", [z, OnnxStep.Floats([1], Threshold)]), x, y]);
    }

    private string Linear(Isa isa, string linear, string soft) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.GreaterThan(z, {isa.Constant(Threshold)}), {linear}, {soft})";
}
