namespace Fovea.Tests.Numerics;

/// <summary>Softmax and its logarithm where one channel is all there is, or all that counts: results are exact, and so are gradients of zero.</summary>
public sealed class SoftmaxExtremesTests(SoftmaxNetworks networks) : IClassFixture<SoftmaxNetworks>
{
    [Theory]
    [InlineData("LogSoftmax", 0f)]
    [InlineData("Softmax", 1f)]
    public void OfOneChannel(string layer, float expected)
    {
        NetworkInstance instance = networks.Create(layer, 1);
        float[] inputs = [.. Enumerable.Range(-50, 101).Select(i => i * i * i / 10f + 0.37f)], gradient = [.. inputs];
        Assert.Equal(Enumerable.Repeat(expected, inputs.Length), instance.Network.Forward(inputs));
        var dot = new DotLoss(new Tensor([inputs.Length, 1], inputs.Select(value => value * 0.7)));
        instance.BackwardFrom(inputs, ref dot, [], gradient);
        Assert.Equal(new float[inputs.Length], gradient);
    }

    [Fact]
    public void OfALargestChannelFarAboveTheOthers()
    {
        float[] input = [-200, 0, 200];
        Assert.Equal([-400f, -200, 0], networks.Create("LogSoftmax", 3).Network.Forward(input));
        Assert.Equal([0f, 0, 1], networks.Create("Softmax", 3).Network.Forward(input));
    }
}

/// <summary>Networks of nothing but the layer, of one compilation.</summary>
public sealed class SoftmaxNetworks
{
    private readonly CompiledNetworks _networks = new(
        from layer in (string[])["Softmax", "LogSoftmax"]
        from channels in (int[])[1, 3]
        select Declaration.Of($"{layer}{channels}", $"[Network({channels})]\n[{layer}]\npublic sealed partial class {layer}{channels};\n"));

    internal NetworkInstance Create(string layer, int channels) => _networks[$"{layer}{channels}"].Create();
}
