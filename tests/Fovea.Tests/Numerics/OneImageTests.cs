namespace Fovea.Tests;

/// <summary>A single image goes through kernels of its own; sixteen go through those that are compared with PyTorch.</summary>
public class OneImageTests
{
    [Fact]
    public void PlanarWithPooling() => Check<PlanarPooled>();

    [Fact]
    public void PlanarWithNormalization() => Check<PlanarNormalized>();

    [Fact]
    public void Planar() => Check<PlanarPlain>();

    [Fact]
    public void TransformsWithPooling() => Check<PooledTransforms>();

    [Fact]
    public void LargeTransformsWithPooling() => Check<PooledLargeTransforms>();

    [Fact]
    public void SumsWithPooling() => Check<PooledSums>();

    private static void Check<TNetwork>()
        where TNetwork : class, ITrainable<TNetwork, float>
    {
        const int Images = 16;
        int inputs = TNetwork.InputShape.Length, outputs = TNetwork.OutputShape.Length;
        var random = new Random(2);
        float[] images = [.. Enumerable.Range(0, Images * inputs).Select(_ => (float)random.NextDouble() * 2 - 1)];
        TNetwork network = TNetwork.Create(seed: 1);
        // Running statistics that are none of a new network's.
        network.Backward(images, new float[Images * outputs], new float[network.ParameterCount]);
        images[3 * inputs + 40] = float.NaN;

        float[] together = network.Forward(images);
        for (int i = 0; i < Images; i++)
        {
            float[] alone = network.Forward(images.AsSpan(i * inputs, inputs));
            for (int o = 0; o < outputs; o++) Assert.Equal(together[i * outputs + o], alone[o], 2e-5f);
        }
        Assert.Contains(together, float.IsNaN);
    }
}

/// <summary>LeNet-5's beginning: the first layer's pooling is in registers.</summary>
[Network(1, 28, 28)]
[Conv2d(6, 5, Padding = 2), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU]
[MSELoss]
public sealed partial class PlanarPooled;

/// <summary>Two groups of channels, a normalisation in the weights, and rows that end within a vector.</summary>
[Network(3, 18, 20)]
[Conv2d(8, 3, Bias = false), BatchNorm2d, Sigmoid, MaxPool2d(2), Conv2d(4, 3)]
[MSELoss]
public sealed partial class PlanarNormalized;

/// <summary>No pooling, odd sizes.</summary>
[Network(2, 17, 19)]
[Conv2d(7, 3), Tanh, Conv2d(5, 3, Padding = 1)]
[MSELoss]
public sealed partial class PlanarPlain;

/// <summary>Winograd's algorithm, whose tiles are pooled, then a convolution without a window.</summary>
[Network(16, 8, 12)]
[Conv2d(24, 3, Padding = 1), ReLU, MaxPool2d(2), Conv2d(18, 1, Bias = false), BatchNorm2d, Sigmoid, MaxPool2d(2)]
[MSELoss]
public sealed partial class PooledTransforms;

/// <summary>The same with large tiles, of which the last have two rows and columns.</summary>
[Network(16, 10, 14, Winograd = Winograd.F4x4)]
[Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm2d, LeakyReLU, MaxPool2d(2)]
[MSELoss]
public sealed partial class PooledLargeTransforms;

/// <summary>Sums over windows of all sorts, and channels that do not fill a vector.</summary>
[Network(9, 12, 20)]
[Conv2d(21, 5, Padding = 2), MaxPool2d(2), Conv2d(36, 3, Padding = 1), Tanh, Conv2d(5, 3, Padding = 2, Dilation = 2), ReLU, MaxPool2d(2)]
[MSELoss]
public sealed partial class PooledSums;
