using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>torch.nn.BCELoss on probabilities.</summary>
internal sealed record BCELoss(bool IsSum) : ElementwiseLoss(IsSum)
{
    public override string Kind => "BCELoss";

    protected override string Formula => "−t · max(log y, −100) − (1 − t) · max(log(1 − y), −100)";

    public static Loss? Read(ArgumentReader arguments) => new BCELoss(LossCatalog.IsSum(arguments));

    // The bounds are PyTorch's. In this order, so that NaN survives.
    protected override (string Term, string Derivative) Terms(KernelSet kernels, CodeWriter code)
    {
        Isa isa = kernels.Isa;
        string V = isa.Class;
        code.Line($"var rest = {isa.Constant(1)} - output;");
        code.Line($"var yes = {V}.MaxNative({isa.Constant(-100)}, {V}.Log(output));");
        code.Line($"var no = {V}.MaxNative({isa.Constant(-100)}, {VectorFunctions.Log1p(kernels)}(-output));");
        return ($"(t - {isa.Constant(1)}) * no - t * yes", $"(output - t) / {V}.MaxNative({isa.Constant(1e-12)}, output * rest)");
    }
}
