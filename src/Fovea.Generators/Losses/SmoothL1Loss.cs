using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.SmoothL1Loss: L1 with a parabola at its foot. Girshick, "Fast R-CNN", 2015.</summary>
internal sealed record SmoothL1Loss(bool IsSum, double Beta) : ElementwiseLoss(IsSum)
{
    public override string Kind => "SmoothL1Loss";

    protected override string Formula => $"d < {NetworkEmitter.Number(Beta)} ? d²/{NetworkEmitter.Number(2 * Beta)} : d − {NetworkEmitter.Number(Beta / 2)} with d = |y − t|";

    protected override string Key => $"{Kind}_{Names.Part(Beta)}";

    public static Loss? Read(ArgumentReader arguments) => new SmoothL1Loss(LossCatalog.IsSum(arguments), arguments.Real("Beta", 1, minimum: 0));

    protected override (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        code.Line("var difference = output - t;");
        code.Line($"var size = {V}.Abs(difference);");
        if (Beta == 0) return ("size", Sign(isa, "difference"));
        code.Line($"var near = {V}.LessThan(size, {isa.Constant(Beta)});");
        return (
            $"{V}.ConditionalSelect(near, size * size * {isa.Constant(0.5 / Beta)}, size - {isa.Constant(Beta / 2)})",
            $"{V}.ConditionalSelect(near, difference * {isa.Constant(1 / Beta)}, {Sign(isa, "difference")})");
    }
}
