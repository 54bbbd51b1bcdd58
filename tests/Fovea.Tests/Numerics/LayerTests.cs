namespace Fovea.Tests.Numerics;

/// <summary>Every layer alone, compiled, against the reference.</summary>
public sealed class LayerTests(LayerNetworks networks) : IClassFixture<LayerNetworks>
{
    public static IEnumerable<TheoryDataRow<string>> Samples => LayerSamples.All.Keys.Select(name => new TheoryDataRow<string>(name) { TestDisplayName = $"Layer.{name}" });

    [Theory]
    [MemberData(nameof(Samples))]
    public void GeneratedLayerAgreesWithTheReference(string name) => Comparison.Check(
        Sample.Draw(LayerSamples.All[name](), LayerNetworks.Dot, batch: 19, seed: 1), networks.Find(name));

    [Theory]
    [MemberData(nameof(Samples))]
    public void OnnxRuntimeAgreesWithTheReference(string name) =>
        OnnxComparison.Check(Sample.Draw(LayerSamples.All[name](), LayerNetworks.Dot, batch: 3, seed: 3), networks.Find(name).Declaration, networks.Find(name).Create());

    [Theory]
    [MemberData(nameof(Samples))]
    public void NotANumberSurvives(string name)
    {
        CompiledNetwork network = networks.Find(name);
        Sample sample = Sample.Draw(LayerSamples.All[name](), LayerNetworks.Dot, batch: 3, seed: 2);
        // One in the middle of the second image's first channel, where every window sees it.
        Tensor x = sample.Inputs["x0"];
        x[1, 0, x.H / 2, x.W / 2] = double.NaN;
        double[] expected = sample.Run(training: false).Output.Data;
        Assert.Contains(expected, double.IsNaN);

        NetworkInstance instance = network.Create();
        instance.Write(network.Declaration, sample.Tensors);
        float[] input = network.Declaration.Pack(sample.Inputs).ToSingle(), inputGradient = new float[input.Length], gradients = new float[instance.Network.ParameterCount];
        AssertSurvives(instance.Network.Forward(input));
        var dot = new DotLoss(sample.Target);
        float loss = instance.BackwardFrom(input, ref dot, gradients, inputGradient);
        AssertSurvives(dot.Output);
        Assert.True(float.IsNaN(loss), "The loss is a number.");

        void AssertSurvives(float[] output)
        {
            for (int i = 0; i < output.Length; i++)
            {
                Assert.True(float.IsNaN(output[i]) || !double.IsNaN(expected[i]), $"[{i}] is {output[i]}, and a NaN went in.");
                // Other images of the batch have nothing to do with it, but for batch statistics in training.
                if (i < output.Length / 3 && !name.StartsWith("batch_norm", StringComparison.Ordinal)) Assert.False(float.IsNaN(output[i]), $"[{i}] of another image is NaN.");
            }
        }
    }
}

/// <summary>The samples' networks, of one compilation.</summary>
public sealed class LayerNetworks
{
    private readonly Dictionary<string, (Declaration? Declaration, string? Reason)> _declarations = [];
    private readonly CompiledNetworks _networks;

    public LayerNetworks()
    {
        foreach (string name in LayerSamples.All.Keys)
        {
            try
            {
                _declarations.Add(name, (DeclarationWriter.Write(LayerSamples.All[name]().Build(1), Dot, $"Layer{_declarations.Count}", Purpose.Differentiation), null));
            }
            catch (InexpressibleException reason)
            {
                _declarations.Add(name, (null, reason.Message));
            }
        }

        _networks = new(_declarations.Values.Select(entry => entry.Declaration).OfType<Declaration>());
    }

    internal static Loss Dot { get; } = new("dot", NodeAttributes.Of(new { }));

    internal CompiledNetwork Find(string name)
    {
        (Declaration? declaration, string? reason) = _declarations[name];
        Assert.SkipWhen(declaration is null, reason ?? "");
        return _networks[declaration!.TypeName];
    }
}
