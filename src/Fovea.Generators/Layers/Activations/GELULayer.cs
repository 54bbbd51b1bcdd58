using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>torch.nn.GELU: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.</summary>
internal sealed record GELULayer(bool Approximate) : ActivationLayer
{
    private const double Cubic = 0.044715;

    // ½ + ½ tanh z = 1/(1 + exp(−2z)), which does not cancel.
    private static readonly double MinusTwice = -2 * Math.Sqrt(2 / Math.PI);

    private static readonly double DensityScale = 1 / Math.Sqrt(2 * Math.PI);

    public override string Kind => "GELU";

    protected override string Key => Approximate ? "GELUTanh" : Kind;

    protected override string Formula => Approximate ? "y = x/(1 + exp(−2z)) with z = √(2/π) · (x + 0.044715 x³)" : "y = x · Φ(x)";

    protected override string Derivative => Approximate ? "y′ = s + x · s · (1 − s) · 2z′ with s = 1/(1 + exp(−2z))" : "y′ = Φ(x) + x · exp(−x²/2)/√(2π)";

    public static Layer? Read(ArgumentReader arguments) => new GELULayer(arguments.Flag("Approximate", false));

    protected override void EmitValue(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        code.Line(Approximate
            ? $"return x / ({isa.Constant(1)} + {Exponential(isa)});"
            : $"return x * {VectorFunctions.NormalDistribution(kernels)}(x, {VectorFunctions.Gaussian(kernels)}(x));");
    }

    protected override void EmitDerivative(CodeWriter code, KernelSet kernels)
    {
        Isa isa = kernels.Isa;
        if (Approximate)
        {
            code.Line($"var s = {isa.Constant(1)} / ({isa.Constant(1)} + {Exponential(isa)});");
            code.Line($"var slope = {isa.MultiplyAdd("x * x", isa.Constant(-3 * Cubic * MinusTwice), isa.Constant(-MinusTwice))};");
            code.Line($"return {isa.MultiplyAdd($"x * s * ({isa.Constant(1)} - s)", "slope", "s")};");
            return;
        }
        code.Line($"var gaussian = {VectorFunctions.Gaussian(kernels)}(x);");
        code.Line($"return {isa.MultiplyAdd("x * gaussian", isa.Constant(DensityScale), $"{VectorFunctions.NormalDistribution(kernels)}(x, gaussian)")};");
    }

    private static string Exponential(Isa isa) =>
        $"{isa.Class}.Exp(x * {isa.MultiplyAdd("x * x", isa.Constant(Cubic * MinusTwice), isa.Constant(MinusTwice))})";

    public override OnnxValue EmitOnnx(OnnxStep onnx) => onnx.Add("Gelu", [onnx.Input()], Approximate ? OnnxStep.Attribute("approximate", "tanh") : null);
}
