using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.MSELoss: the squared difference.</summary>
internal sealed record MSELoss(bool IsSum) : ElementwiseLoss(IsSum)
{
    public override string Kind => "MSELoss";

    protected override string Formula => "(y − t)²";

    public static Loss? Read(ArgumentReader arguments) => new MSELoss(LossCatalog.IsSum(arguments));

    protected override (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code)
    {
        code.Line("var difference = output - t;");
        return ("difference * difference", "(difference + difference)");
    }
}
