namespace Fovea.Tests.Numerics;

/// <summary>Losses where formulas overflow or cancel: outputs of all sizes, targets met exactly, labels that are all ignored.</summary>
public sealed class LossExtremesTests(LossNetworks networks) : IClassFixture<LossNetworks>
{
    [Theory]
    [InlineData("BCELoss", 0f, 0f, 0.0, 0.0)]
    [InlineData("BCELoss", 1f, 1f, 0.0, 0.0)]
    [InlineData("BCELoss", 0f, 1f, 100.0, -1e12)]
    [InlineData("BCELoss", 1f, 0f, 100.0, 1e12)]
    [InlineData("BCELoss", 1e-9f, 0f, 1e-9, 1.0)]
    [InlineData("BCEWithLogitsLoss", 1000f, 1f, 0.0, 0.0)]
    [InlineData("BCEWithLogitsLoss", -1000f, 0f, 0.0, 0.0)]
    [InlineData("BCEWithLogitsLoss", -1000f, 1f, 1000.0, -1.0)]
    [InlineData("BCEWithLogitsLoss", 1000f, 0f, 1000.0, 1.0)]
    [InlineData("BCEWithLogitsLoss", 20f, 1f, 2.0611536203e-9, -2.0611536181902e-9)]
    [InlineData("BCEWithLogitsLoss", -20f, 0f, 2.0611536203e-9, 2.0611536181902e-9)]
    [InlineData("L1Loss", 2f, 2f, 0.0, 0.0)]
    [InlineData("SmoothL1Loss", 1e30f, 0f, 1e30, 1.0)]
    [InlineData("SmoothL1Loss(Beta = 0)", -3f, 1f, 4.0, -1.0)]
    [InlineData("HuberLoss", -1e30f, 0f, 1e30, -1.0)]
    public void OfOneNumber(string loss, float output, float target, double expected, double derivative)
    {
        NetworkInstance instance = networks.Create(loss);
        float[] gradient = [0];
        float value = instance.Backward([output], new Tensor([1, 1], [target]), [], inputGradient: gradient);
        Assert.Equal(expected, value, 1e-6 * Math.Abs(expected));
        Assert.Equal(derivative, gradient[0], 1e-6 * Math.Abs(derivative));
        Assert.True(float.IsNaN(instance.Backward([float.NaN], new Tensor([1, 1], [target]), [])));
    }

    [Theory]
    [InlineData("CrossEntropyLoss")]
    [InlineData("CrossEntropyLoss(LabelSmoothing = 0.1)")]
    [InlineData("NLLLoss")]
    public void OfIgnoredLabelsTheMeanIsNaN_AndItsGradientZero(string loss)
    {
        NetworkInstance instance = networks.Create(loss);
        float[] gradient = [1, 1, 1];
        Assert.True(float.IsNaN(instance.Backward([1, 2, 3], new Tensor([1], [-100.0]), [], inputGradient: gradient)));
        Assert.Equal([0f, 0, 0], gradient);
    }

    [Fact]
    public void LargeLogitsLoseNoDigits()
    {
        NetworkInstance instance = networks.Create("CrossEntropyLoss");
        float[] gradient = new float[3];
        // log(1 + exp(−2) + exp(−4)), whatever is added to all.
        Assert.Equal(0.14293163, instance.Backward([16386, 16384, 16382], new Tensor([1], [0.0]), [], inputGradient: gradient), 2e-7);
        Assert.Equal(0.0, gradient.Sum(), 1e-7);
    }

    [Fact]
    public void ACertainAnswerCostsNothing()
    {
        float[] gradient = [1, 1, 1];
        Assert.Equal(0f, networks.Create("CrossEntropyLoss").Backward([200, 0, -7], new Tensor([1], [0.0]), [], inputGradient: gradient));
        Assert.Equal([0f, 0, 0], gradient);
    }
}

/// <summary>A network of nothing but each loss, of one compilation.</summary>
public sealed class LossNetworks
{
    private static readonly string[] All =
    [
        "BCELoss", "BCEWithLogitsLoss", "L1Loss", "SmoothL1Loss", "SmoothL1Loss(Beta = 0)", "HuberLoss",
        "CrossEntropyLoss", "CrossEntropyLoss(LabelSmoothing = 0.1)", "NLLLoss",
    ];

    private readonly CompiledNetworks _networks = new(All.Select((loss, index) =>
        Declaration.Of($"Loss{index}", $"[Network({(loss.StartsWith("CrossEntropy", StringComparison.Ordinal) || loss == "NLLLoss" ? 3 : 1)}), Dropout(0.0)]\n[{loss}]\npublic sealed partial class Loss{index};\n")));

    internal NetworkInstance Create(string loss) => _networks[$"Loss{Array.IndexOf(All, loss)}"].Create();
}
