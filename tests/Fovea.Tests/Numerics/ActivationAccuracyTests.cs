namespace Fovea.Tests.Numerics;

/// <summary>Activations over all sizes of numbers: values to some units in the last place, derivatives to some parts in a million, limits, infinities.</summary>
public sealed class ActivationAccuracyTests(ActivationNetworks networks) : IClassFixture<ActivationNetworks>
{
    public static TheoryData<string> Names => [.. ActivationNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ValuesAreExactToAFewUnits(string name)
    {
        float[] inputs = ActivationNetworks.Inputs, outputs = networks.Create(name).Network.Forward(inputs);
        double worst = 0;
        int where = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            double expected = ActivationNetworks.All[name].Function(inputs[i]), error = Units(outputs[i], expected);
            if (error > worst) (worst, where) = (error, i);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{worst:F2} units at {inputs[where]:R}.");
        Assert.True(worst <= ActivationNetworks.All[name].Units, $"At {inputs[where]:R} it is {outputs[where]:R}, expected {ActivationNetworks.All[name].Function(inputs[where]):R}: {worst:F1} units.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DerivativesAreExactToAFewMillionths(string name)
    {
        NetworkInstance instance = networks.Create(name);
        float[] inputs = ActivationNetworks.Inputs, gradient = new float[inputs.Length];
        var dot = new DotLoss(new Tensor([inputs.Length], Enumerable.Repeat(1.0, inputs.Length)));
        instance.BackwardFrom(inputs, ref dot, new float[instance.Network.ParameterCount], gradient);
        for (int i = 0; i < inputs.Length; i++)
        {
            // Where it has kinks and jumps, the two sides are far apart and neither is wrong.
            double x = inputs[i], h = Math.Max(1e-5, Math.Abs(x) * 1e-9);
            Func<double, double> f = ActivationNetworks.All[name].Function;
            double right = (f(x + h) - f(x)) / h, left = (f(x) - f(x - h)) / h;
            if (Math.Abs(right - left) > 1e-3) continue;
            Assert.True(Math.Abs(gradient[i] - (right + left) / 2) <= 3e-6 + 1e-15 * Math.Abs(f(x)) / h, $"At {x:R} the derivative is {gradient[i]:R}, expected about {(right + left) / 2:R}.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaNSurvivesInEveryLane(string name)
    {
        NetworkInstance instance = networks.Create(name);
        float[] inputs = [.. ActivationNetworks.Inputs.Select(_ => float.NaN)];
        Assert.All(instance.Network.Forward(inputs), output => Assert.True(float.IsNaN(output)));
    }

    [Theory]
    [InlineData("ReLU6", 6, 0)]
    [InlineData("LeakyReLU", float.PositiveInfinity, float.NegativeInfinity)]
    [InlineData("ELU", float.PositiveInfinity, -1.25)]
    [InlineData("Hardsigmoid", 1, 0)]
    [InlineData("Hardtanh", 1, -1)]
    [InlineData("Sigmoid", 1, 0)]
    [InlineData("Tanh", 1, -1)]
    [InlineData("Softplus", float.PositiveInfinity, 0)]
    [InlineData("GELU", float.PositiveInfinity, double.NaN)]
    [InlineData("SiLU", float.PositiveInfinity, double.NaN)]
    [InlineData("Mish", float.PositiveInfinity, double.NaN)]
    [InlineData("Hardswish", float.PositiveInfinity, double.NaN)]
    public void InfinitiesAreAsPyTorchHasThem(string name, double atPlus, double atMinus)
    {
        float[] inputs = [.. ActivationNetworks.Inputs.Select((_, i) => i % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity)];
        float[] outputs = networks.Create(name).Network.Forward(inputs);
        Assert.Equal((float)atPlus, outputs[0]);
        Assert.Equal((float)atMinus, outputs[1]);
    }

    // Below the smallest normal number, units stay as large as there.
    private static double Units(double actual, double expected)
    {
        if (actual.Equals((double)(float)expected)) return 0;
        double size = Math.Max(Math.Abs(expected), 1.1754943508222875e-38);
        return Math.Abs(actual - expected) / (Math.Pow(2, Math.Floor(Math.Log2(size))) * Math.Pow(2, -23));
    }
}

/// <summary>A network for each activation, of one compilation.</summary>
public sealed class ActivationNetworks
{
    private const double Threshold = 20, SeluAlpha = 1.6732632423543772848170429916717, SeluScale = 1.0507009873554804934193349852946;
    private readonly CompiledNetworks _networks = new(All.Select(pair => Declaration.Of("Only" + pair.Key, $"[Network({Inputs.Length})]\n[{pair.Value.Text}]\npublic sealed partial class Only{pair.Key};\n")));

    /// <summary>Their declarations, functions, and the units in the last place that they may be off.</summary>
    internal static IReadOnlyDictionary<string, (string Text, Func<double, double> Function, double Units)> All { get; } = new Dictionary<string, (string, Func<double, double>, double)>
    {
        ["ReLU"] = ("ReLU", x => Math.Max(0, x), 0),
        ["ReLU6"] = ("ReLU6", x => Math.Clamp(x, 0, 6), 0),
        ["LeakyReLU"] = ("LeakyReLU(0.25)", x => x > 0 ? x : 0.25 * x, 0),
        ["ELU"] = ("ELU(1.25)", x => x > 0 ? x : 1.25 * Expm1(x), 3),
        ["SELU"] = ("SELU", x => SeluScale * (x > 0 ? x : SeluAlpha * Expm1(x)), 3),
        ["Hardsigmoid"] = ("Hardsigmoid", x => Math.Clamp(x + 3, 0, 6) / 6, 2),
        ["Hardtanh"] = ("Hardtanh", x => Math.Clamp(x, -1, 1), 0),
        ["Hardswish"] = ("Hardswish", x => x * Math.Clamp(x + 3, 0, 6) / 6, 3),
        ["Sigmoid"] = ("Sigmoid", x => 1 / (1 + Math.Exp(-x)), 3),
        ["Tanh"] = ("Tanh", Math.Tanh, 3),
        ["Softplus"] = ("Softplus", x => x > Threshold ? x : Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x))), 4),
        ["SiLU"] = ("SiLU", x => x / (1 + Math.Exp(-x)), 4),
        ["Mish"] = ("Mish", x => Math.Exp(Math.Min(x, 100)) is var e ? x * (e * (e + 2)) / (e * (e + 2) + 2) : 0, 5),
        ["GELU"] = ("GELU", x => x * Normal(x), 6),
        // An exponent of 40, far out in the tail, has 40 times the error of a number near one.
        ["GELUTanh"] = ("GELU(Approximate = true)", x => x / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), 100),
    };

    /// <summary>All sizes, most of them where functions bend.</summary>
    internal static float[] Inputs { get; } =
    [
        .. Enumerable.Range(-800, 1601).Select(i => i / 100f + 0.0013f),
        .. Enumerable.Range(-85, 171).Select(i => i + 0.3f),
        .. Enumerable.Range(-37, 57).SelectMany(i => (float[])[MathF.Pow(10, i) * 1.3f, MathF.Pow(10, i) * -1.3f]),
        0, 1e-40f, -1e-40f,
    ];

    internal NetworkInstance Create(string name) => _networks["Only" + name].Create();

    private static double Expm1(double x) => Math.Abs(x) < 1e-3 ? x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4))) : Math.Exp(x) - 1;

    private static double Log1p(double x) => 1 + x == 1 ? x : Math.Log(1 + x) * (x / (1 + x - 1));

    // Below −3 the complement's continued fraction, which does not cancel.
    private static double Normal(double x)
    {
        if (x > -3) return 0.5 + 0.5 * Elementwise.Erf(x / Math.Sqrt(2));
        double fraction = 0;
        for (int n = 60; n > 0; n--) fraction = n / (-x + fraction);
        return Math.Exp(-x * x / 2) / ((-x + fraction) * Math.Sqrt(2 * Math.PI));
    }
}
