namespace Fovea.Tests;

/// <summary>Groups and frozen tensors against separate optimizers, each with one tensor and its settings: the same bits.</summary>
public sealed class ParameterGroupTests
{
    private const int Steps = 7;

    public static TheoryData<Func<double, double, Optimizer>> All => new()
    {
        (rate, decay) => new Sgd(rate, weightDecay: decay),
        (rate, decay) => new Sgd(rate, momentum: 0.9, dampening: 0.1, weightDecay: decay),
        (rate, decay) => new Sgd(rate, momentum: 0.9, weightDecay: decay, nesterov: true),
        (rate, decay) => new Adam(rate, weightDecay: decay),
        (rate, decay) => new AdamW(rate, weightDecay: decay, amsgrad: true),
        (rate, decay) => new RmsProp(rate, weightDecay: decay, momentum: 0.9, centered: true),
        (rate, decay) => new Adagrad(rate, 0.1, decay, 0.1),
    };

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Groups_AreOptimizersOfTheirOwn(Func<double, double, Optimizer> make)
    {
        var network = new SmallResNet(1);
        Optimizer optimizer = make(0.125, 0.25);
        optimizer.AddGroup(network, new("*.bias", "bn*", "*.bn?.*") { WeightDecay = 0 });
        optimizer.AddGroup(network, new("linear1.*") { LearningRateFactor = 0.5 });
        Dictionary<string, (float[] Parameters, Optimizer Optimizer)> apart = Apart(network, name => make(
            name.StartsWith("linear1.", StringComparison.Ordinal) ? 0.0625 : 0.125,
            name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("bn", StringComparison.Ordinal) ? 0 : 0.25));
        for (int step = 0; step < Steps; step++)
        {
            float[] gradients = Noise(network.ReadParameters().Length, step);
            optimizer.Step(network.Parameters, gradients);
            foreach (ParameterInfo info in Trainable(network)) apart[info.Name].Optimizer.Step(apart[info.Name].Parameters, gradients.AsSpan(info.Offset, info.Length));
        }
        foreach (ParameterInfo info in Trainable(network)) Assert.Equal(apart[info.Name].Parameters, network.ReadParameters().Slice(info.Offset, info.Length).ToArray());
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Frozen_DoesNotMove_AndGoesOnWhereItStopped(Func<double, double, Optimizer> make)
    {
        var network = new SmallLeNet(1);
        Optimizer optimizer = make(0.125, 0.25);
        Dictionary<string, (float[] Parameters, Optimizer Optimizer)> apart = Apart(network, _ => make(0.125, 0.25));
        for (int step = 0; step < Steps; step++)
        {
            if (step == 2) optimizer.Freeze(network, "conv1.*", "linear2.bias");
            if (step == 5) optimizer.Unfreeze(network, "conv1.*");
            float[] gradients = Noise(network.ReadParameters().Length, step);
            optimizer.Step(network.Parameters, gradients);
            foreach (ParameterInfo info in Trainable(network))
            {
                bool frozen = (info.Name.StartsWith("conv1.", StringComparison.Ordinal) && step is >= 2 and < 5) || (info.Name == "linear2.bias" && step >= 2);
                if (!frozen) apart[info.Name].Optimizer.Step(apart[info.Name].Parameters, gradients.AsSpan(info.Offset, info.Length));
            }
        }
        foreach (ParameterInfo info in Trainable(network))
        {
            Assert.Equal(apart[info.Name].Parameters, network.ReadParameters().Slice(info.Offset, info.Length).ToArray());
            foreach (string state in optimizer.StateNames) Assert.Equal(apart[info.Name].Optimizer.State(state).ToArray(), optimizer.State(state).Slice(info.Offset, info.Length).ToArray());
        }
    }

    [Fact]
    public void Step_AllocatesNothing()
    {
        var network = new SmallResNet(1);
        var optimizer = new AdamW();
        optimizer.AddGroup(network, new("*.bias") { WeightDecay = 0 });
        float[] gradients = new float[SmallResNet.ParameterCount];
        optimizer.Step(network.Parameters, gradients);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) optimizer.Step(network.Parameters, gradients);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WrongNames_AreRefused()
    {
        var network = new SmallLeNet(1);
        var optimizer = new Sgd(0.1);
        Assert.Contains("No tensor of SmallLeNet is named 'fc.*'. It has 'conv1.weight', 'conv1.bias'", Assert.Throws<ArgumentException>(() => optimizer.AddGroup(network, new("conv*", "fc.*"))).Message);
        Assert.Contains("'conv9*'", Assert.Throws<ArgumentException>(() => optimizer.Freeze(network, "conv9*")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("*") { WeightDecay = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup("*") { LearningRateFactor = double.NaN });
    }

    private static Dictionary<string, (float[] Parameters, Optimizer Optimizer)> Apart(IParameterized network, Func<string, Optimizer> make) =>
        Trainable(network).ToDictionary(info => info.Name, info => (network.ReadParameters().Slice(info.Offset, info.Length).ToArray(), make(info.Name)));

    private static ParameterInfo[] Trainable(IParameterized network) => [.. network.ParameterInfos.ToArray().Where(info => info.Trainable)];

    private static float[] Noise(int length, int seed)
    {
        float[] values = new float[length];
        new Initializer(seed).Uniform(values, 1);
        return values;
    }
}
