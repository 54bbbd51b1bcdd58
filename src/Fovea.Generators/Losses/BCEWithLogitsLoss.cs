using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.BCEWithLogitsLoss.</summary>
internal sealed record BCEWithLogitsLoss(bool IsSum, double PositiveWeight) : ElementwiseLoss(IsSum)
{
    public override string Kind => "BCEWithLogitsLoss";

    protected override string Formula => $"{(PositiveWeight == 1 ? "" : NetworkEmitter.Number(PositiveWeight) + " · ")}t · log(1 + exp(−y)) + (1 − t) · log(1 + exp(y))";

    protected override string Key => PositiveWeight == 1 ? Kind : $"{Kind}_{Names.Part(PositiveWeight)}";

    public static Loss? Read(ArgumentReader arguments) => new BCEWithLogitsLoss(LossCatalog.IsSum(arguments), arguments.Real("PositiveWeight", 1, minimum: 0));

    protected override (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        code.Line("// By the size of y alone, so that nothing overflows and neither end cancels.");
        code.Line($"var e = {V}.Exp(-{V}.Abs(output));");
        code.Line($"var log = {VectorFunctions.Log1p(kernels)}(e);");
        code.Line($"var larger = {isa.Constant(1)} / ({isa.Constant(1)} + e);");
        code.Line("var smaller = e * larger;");
        code.Line($"var positive = {V}.GreaterThan(output, {isa.Zero});");
        code.Line($"var yes = t{(PositiveWeight == 1 ? "" : $" * {isa.Constant(PositiveWeight)}")};");
        code.Line($"var no = {isa.Constant(1)} - t;");
        return (
            $"yes * ({V}.MaxNative({isa.Zero}, -output) + log) + no * ({V}.MaxNative({isa.Zero}, output) + log)",
            $"(no * {V}.ConditionalSelect(positive, larger, smaller) - yes * {V}.ConditionalSelect(positive, smaller, larger))");
    }
}
