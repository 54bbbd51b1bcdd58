using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Losses;

/// <summary>A loss of class labels, per image or per pixel. Its mean is over the labels that are not ignored, each with its class's weight.</summary>
internal abstract record LabelLoss(bool IsSum, int IgnoreIndex, EquatableArray<double> ClassWeights) : Loss(IsSum)
{
    // PyTorch's.
    private const int DefaultIgnoreIndex = -100;

    public override bool TakesLabels => true;

    protected static int ReadIgnoreIndex(ArgumentReader arguments) => arguments.Integer("IgnoreIndex", int.MinValue, DefaultIgnoreIndex);

    public override Size TargetSize(Shape output) => output.Area;

    public override LossProblem? Check(Shape output)
    {
        if (output.Channels < 2) return new LossProblem(null, $"the output {output} has one class. It needs at least two.");
        if (ClassWeights.Count > 0 && ClassWeights.Count != output.Channels) return new LossProblem("ClassWeights", $"there are {ClassWeights.Count} class weights, and the output {output} has {output.Channels} classes.");
        if (ClassWeights.Any(weight => !(weight >= 0))) return new LossProblem("ClassWeights", "a class weight is negative; all must be at least 0.");
        return null;
    }

    public override void EmitPrepare(CodeWriter code, Shape output)
    {
        string count = $"Labels.Count(targets, {output.Channels}, {IgnoreIndex})";
        if (IsSum)
        {
            code.Line($"_ = {count};");
            code.Line("return 1f;");
            return;
        }
        code.Line("// The mean is over the targets that are not ignored, each with its class's weight.");
        if (ClassWeights.Count == 0)
        {
            code.Line($"return (float)(1.0 / {count});");
            return;
        }
        code.Line($"_ = {count};");
        code.Line($"ReadOnlySpan<float> weights = [{Weights}];");
        code.Line("double total = 0;");
        code.Line($"foreach (int target in targets) total += target == {IgnoreIndex} ? 0 : weights[target];");
        code.Line("return (float)(1 / total);");
    }

    protected string Weights => string.Join(", ", ClassWeights.Select(Isa.Literal));

    /// <summary>Writes the factor of the gradient.</summary>
    protected static void EmitSlope(CodeWriter code)
    {
        code.Line("// Where no label counts, the mean is 0/0 and its gradient zero, as PyTorch's.");
        code.Line("float slope = float.IsFinite(scale) ? scale : 0;");
    }
}
