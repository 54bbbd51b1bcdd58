using Fovea.Generators.Emission;

namespace Fovea.Generators.Layers;

/// <summary>Linear above zero, an exponential towards −<paramref name="Depth"/> below: ELU and SELU.</summary>
internal abstract record ExponentialLayer(double Slope, double Depth) : PointwiseLayer
{
    protected override string Formula => $"y = x > 0 ? {NetworkEmitter.Number(Slope)} · x : {NetworkEmitter.Number(Depth)} · (exp(x) − 1)";

    protected override string Derivative => $"y > 0 ? {NetworkEmitter.Number(Slope)} · dy : (y + {NetworkEmitter.Number(Depth)}) · dy";

    public override string Apply(Isa isa, KernelSet kernels, string x) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.GreaterThan({x}, {isa.Zero}), {x}{Times(isa)}, {VectorFunctions.Expm1(kernels)}({x}) * {isa.Constant(Depth)})";

    public override string Differentiate(Isa isa, KernelSet kernels, string y, string dy) =>
        $"{isa.Class}.ConditionalSelect({isa.Class}.GreaterThan({y}, {isa.Zero}), {dy}{Times(isa)}, {dy} * ({y} + {isa.Constant(Depth)}))";

    private string Times(Isa isa) => Slope == 1 ? "" : $" * {isa.Constant(Slope)}";
}
