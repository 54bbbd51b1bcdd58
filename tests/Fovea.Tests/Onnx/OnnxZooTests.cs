using Fovea.Benchmarks.Networks;

namespace Fovea.Tests;

/// <summary>The benchmarks' networks, whole, in ONNX Runtime.</summary>
public sealed class OnnxZooTests
{
    // Rounding of single precision, 6e-8 a number, through some twenty layers whose sums are taken in another order.
    private const double Relative = 1e-5;

    [Fact]
    public void LeNetAgrees() => Compare<LeNet>();

    [Fact]
    public void SegNetAgrees() => Compare<SegNet>();

    [Fact]
    public void ResNet20Agrees() => Compare<ResNet20>();

    [Fact]
    public void MobileNetV1Agrees() => Compare<MobileNetV1>();

    [Fact]
    public void MobileNetV2Agrees() => Compare<MobileNetV2>();

    [Fact]
    public void ResNet18Agrees() => Compare<ResNet18>();

    private static void Compare<TNetwork>()
        where TNetwork : class, INetwork<TNetwork>
    {
        TNetwork network = TNetwork.Create(seed: 1);
        var random = new Random(2);
        // Running statistics, weights and biases of normalisations as training leaves them; a new network's do nothing.
        foreach (ParameterInfo info in TNetwork.ParameterInfos)
        {
            if (!info.Name.Contains("bn", StringComparison.Ordinal) && !info.Name.Contains("downsample.1", StringComparison.Ordinal)) continue;
            Span<float> numbers = (info.Trainable ? network.Parameters : network.Buffers).Slice(info.Offset, info.Length);
            bool around1 = info.Name.EndsWith("weight", StringComparison.Ordinal) || info.Name.EndsWith("var", StringComparison.Ordinal);
            foreach (ref float number in numbers) number = (around1 ? 1 : 0) + 0.4f * (random.NextSingle() - 0.5f);
        }
        float[] input = new float[2 * TNetwork.InputShape.Length];
        foreach (ref float number in input.AsSpan()) number = random.NextSingle();

        float[] ours = network.Forward(input);
        using OnnxModel model = OnnxModel.Of(network);
        float[] theirs = model.Run(input, TNetwork.InputShape);
        Assert.Equal(ours.Length, theirs.Length);
        double magnitude = ours.Max(Math.Abs), difference = ours.Zip(theirs, (a, b) => Math.Abs((double)a - b)).Max();
        Assert.True(difference <= Relative * magnitude, $"Outputs of up to {magnitude:G3} differ by {difference:G3}, {difference / magnitude:G3} of them.");
    }
}
