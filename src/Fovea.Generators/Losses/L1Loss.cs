using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.L1Loss: the difference's size.</summary>
internal sealed record L1Loss(bool IsSum) : ElementwiseLoss(IsSum)
{
    public override string Kind => "L1Loss";

    protected override string Formula => "|y − t|";

    public static Loss? Read(ArgumentReader arguments) => new L1Loss(LossCatalog.IsSum(arguments));

    protected override (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code)
    {
        code.Line("var difference = output - t;");
        return ($"{kernels.Isa.Class}.Abs(difference)", Sign(kernels.Isa, "difference"));
    }
}
