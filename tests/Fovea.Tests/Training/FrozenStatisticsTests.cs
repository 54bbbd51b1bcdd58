namespace Fovea.Tests;

/// <summary>A batch normalisation whose statistics are frozen is a factor and a shift of each channel: beside a network that has these instead, as a depthwise convolution of one pixel.</summary>
public sealed class FrozenStatisticsTests
{
    private const int Images = 37;

    [Fact]
    public void InLanes_ItIsAFactorAndAShift() => Check<NormalizedLanes, ScaledLanes>();

    [Fact]
    public void InBlocks_ItIsAFactorAndAShift() => Check<NormalizedBlocks, ScaledBlocks>();

    [Fact]
    public void Trainer_FreezesByName_AndLetsGo()
    {
        NormalizedLanes network = new(1);
        var trainer = new Trainer<NormalizedLanes, int>(network, new Adam());
        trainer.Freeze("bn1.weight");
        Assert.Empty(network.FrozenStatistics);
        trainer.Freeze("bn1.*", "conv1.*");
        Assert.Equal(["bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked"], network.FrozenStatistics);
        trainer.Unfreeze("bn1.*");
        Assert.Empty(network.FrozenStatistics);
        Assert.Contains("'bn7.*'", Assert.Throws<ArgumentException>(() => network.FrozenStatistics = ["bn7.*"]).Message);
    }

    private static void Check<TNormalized, TScaled>()
        where TNormalized : class, ITrainable<TNormalized, int>
        where TScaled : class, ITrainable<TScaled, int>
    {
        TNormalized normalized = TNormalized.Create(1);
        TScaled scaled = TScaled.Create(2);
        Weights.CopyWeights(normalized, scaled, except: ["scale.*"]);
        int channels = Tensor(normalized, "bn1.weight").Length;
        var random = new Random(3);
        double[] inverse = new double[channels], mean = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double weight = 0.5 + random.NextDouble(), bias = random.NextDouble() - 0.5, variance = 0.2 + random.NextDouble();
            mean[c] = random.NextDouble() - 0.5;
            inverse[c] = 1 / Math.Sqrt(variance + 1e-5);
            Tensor(normalized, "bn1.weight")[c] = (float)weight;
            Tensor(normalized, "bn1.bias")[c] = (float)bias;
            Tensor(normalized, "bn1.running_mean")[c] = (float)mean[c];
            Tensor(normalized, "bn1.running_var")[c] = (float)variance;
            Tensor(scaled, "scale.weight")[c] = (float)(weight * inverse[c]);
            Tensor(scaled, "scale.bias")[c] = (float)(bias - mean[c] * weight * inverse[c]);
        }
        normalized.FrozenStatistics = ["bn1.*"];
        float[] buffers = normalized.ReadBuffers().ToArray();

        float[] inputs = new float[64 * Images], expectedGradients = new float[scaled.ParameterCount], gradients = new float[normalized.ParameterCount];
        int[] labels = new int[Images];
        TrainerFeatureTests.Digits(Images).Read([.. Enumerable.Range(0, Images)], inputs, labels);
        float[] expectedOutputs = new float[10 * Images], outputs = new float[10 * Images], expectedInput = new float[inputs.Length], input = new float[inputs.Length];
        float expected = scaled.Backward(inputs, labels, expectedGradients, expectedOutputs, expectedInput);
        Assert.Equal(expected, normalized.Backward(inputs, labels, gradients, outputs, input), 1e-5);
        Assert.Equal(buffers, normalized.ReadBuffers().ToArray());
        Close(expectedOutputs, outputs, 1e-4);
        Close(normalized.Forward(inputs), outputs, 1e-4);
        Close(expectedInput, input, 1e-5);
        foreach (ParameterInfo info in TNormalized.ParameterInfos)
        {
            if (info.Trainable && !info.Name.StartsWith("bn1.", StringComparison.Ordinal)) Close(Of(scaled, expectedGradients, info.Name), Of(normalized, gradients, info.Name), 1e-5);
        }
        // With factor k = w/σ and shift s = b − μk: dw = (dk − μ ds)/σ, db = ds.
        ReadOnlySpan<float> factor = Of(scaled, expectedGradients, "scale.weight"), shift = Of(scaled, expectedGradients, "scale.bias");
        float[] weightGradient = new float[channels];
        for (int c = 0; c < channels; c++) weightGradient[c] = (float)((factor[c] - mean[c] * shift[c]) * inverse[c]);
        Close(weightGradient, Of(normalized, gradients, "bn1.weight"), 1e-5);
        Close(shift, Of(normalized, gradients, "bn1.bias"), 1e-5);

        normalized.FrozenStatistics = [];
        normalized.Backward(inputs, labels, gradients);
        Assert.NotEqual(buffers, normalized.ReadBuffers().ToArray());
    }

    private static Span<float> Tensor(IParameterized network, string name)
    {
        ParameterInfo info = network.ParameterInfos.ToArray().Single(one => one.Name == name);
        return (info.Trainable ? network.Parameters : network.Buffers).Slice(info.Offset, info.Length);
    }

    private static ReadOnlySpan<float> Of(IParameterized network, float[] gradients, string name)
    {
        ParameterInfo info = network.ParameterInfos.ToArray().Single(one => one.Name == name);
        return gradients.AsSpan(info.Offset, info.Length);
    }

    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}

[Network(1, 8, 8)]
[Conv2d(6, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class NormalizedLanes;

[Network(1, 8, 8)]
[Conv2d(6, 3, Padding = 1, Bias = false), DepthwiseConv2d(1, Name = "scale"), ReLU, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class ScaledLanes;

/// <summary>Large enough for the blocked layout, with channels that do not fill their blocks.</summary>
[Network(1, 8, 8)]
[Upsample(4), Conv2d(20, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(20, 3, Stride = 2, Padding = 1, Name = "last"), ReLU, GlobalAvgPool, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class NormalizedBlocks;

[Network(1, 8, 8)]
[Upsample(4), Conv2d(20, 3, Padding = 1, Bias = false), DepthwiseConv2d(1, Name = "scale"), ReLU]
[Conv2d(20, 3, Stride = 2, Padding = 1, Name = "last"), ReLU, GlobalAvgPool, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class ScaledBlocks;
