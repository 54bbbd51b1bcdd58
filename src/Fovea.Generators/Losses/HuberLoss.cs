using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.HuberLoss: a parabola that goes on in straight lines.</summary>
internal sealed record HuberLoss(bool IsSum, double Delta) : ElementwiseLoss(IsSum)
{
    public override string Kind => "HuberLoss";

    protected override string Formula => $"d ≤ {NetworkEmitter.Number(Delta)} ? d²/2 : {NetworkEmitter.Number(Delta)} · (d − {NetworkEmitter.Number(Delta / 2)}) with d = |y − t|";

    protected override string Key => $"{Kind}_{Names.Part(Delta)}";

    public static Loss? Read(ArgumentReader arguments) => new HuberLoss(LossCatalog.IsSum(arguments), arguments.PositiveReal("Delta", 1));

    // The bounds in this order, so that NaN survives.
    protected override (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        code.Line("var difference = output - t;");
        code.Line($"var size = {V}.Abs(difference);");
        return (
            $"{V}.ConditionalSelect({V}.LessThanOrEqual(size, {isa.Constant(Delta)}), size * size * {isa.Constant(0.5)}, (size - {isa.Constant(Delta / 2)}) * {isa.Constant(Delta)})",
            $"{V}.MinNative({isa.Constant(Delta)}, {V}.MaxNative({isa.Constant(-Delta)}, difference))");
    }
}
