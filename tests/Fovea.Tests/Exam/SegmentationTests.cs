using Segmentation;

namespace Fovea.Tests.Exam;

/// <summary>Segmentation of street scenes: the networks of samples/04-Segmentation, and what an exam on convolutional networks asks of them.</summary>
public class SegmentationTests
{
    [Theory]
    [InlineData("conv1", "50×32×32")]
    [InlineData("maxpool1", "50×16×16")]
    [InlineData("conv2", "100×8×8")]
    [InlineData("maxpool2", "100×4×4")]
    [InlineData("flatten1", "1600")]
    [InlineData("linear1", "640")]
    [InlineData("unflatten1", "40×4×4")]
    [InlineData("deconv1", "32×8×8")]
    [InlineData("deconv2", "16×16×16")]
    [InlineData("deconv3", "8×32×32")]
    [InlineData("deconv4", "5×64×64")]
    public void Shapes(string layer, string output) => Assert.Equal(output, Layer(layer).Output.ToString());

    [Fact]
    public void FullyConnectedWeight_Is1600To640() => Assert.Equal("linear1.weight [640, 1600]", SegNet.ParameterInfos.ToArray().Single(info => info.Name == "linear1.weight").ToString());

    [Theory]
    [InlineData("maxpool1", "6×6")]
    [InlineData("linear1", "64×64")]
    public void ReceptiveFields(string layer, string field) => Assert.Equal(field, Layer(layer).ReceptiveField.ToString());

    [Fact]
    public void ThirtyClasses_AreOneOtherNumber()
    {
        Assert.Equal("30×64×64", SegNet30.OutputShape.ToString());
        Assert.Equal(SegNet.ParameterCount + 25 * (8 * 4 * 4 + 1), SegNet30.ParameterCount);
    }

    /// <summary>The box is as the trained network was, whatever is trained around it.</summary>
    [Fact]
    public void FrozenBox_StaysAsItIs()
    {
        var trained = new SegNet(1);
        var network = new FrozenSegNet30(2);
        Weights.CopyWeights(trained, network, name => name.StartsWith("box.", StringComparison.Ordinal) ? name["box.".Length..] : null);
        Assert.Equal(5 * 30 + 30, FrozenSegNet30.ParameterCount);
        Assert.Equal(trained.ReadParameters(), network.ReadBuffers());
        int[] labels = [.. Enumerable.Range(0, 2 * 64 * 64).Select(i => i % 30)];
        var trainer = new Trainer<FrozenSegNet30, int>(network, new Adam(0.1)) { BatchSize = 2 };
        float[] before = network.ReadParameters().ToArray();
        Assert.Single(trainer.Fit(Dataset.Create(Images(2, 64, 64), labels, Shape.Image(3, 64, 64), 64 * 64), epochs: 1));
        Assert.NotEqual(before, network.ReadParameters().ToArray());
        Assert.Equal(trained.ReadParameters(), network.ReadBuffers());
    }

    /// <summary>What was learned without labels starts what is learned with them.</summary>
    [Fact]
    public void AutoencodersEncoder_StartsTheSegmenter()
    {
        var autoencoder = new Autoencoder(1);
        var segmenter = new SegNet(2);
        CopyReport report = Weights.CopyWeights(autoencoder, segmenter, except: ["deconv*"]);
        Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "linear1.weight", "linear1.bias"], report.Copied);
        Assert.Equal(autoencoder.Linear1Weight, segmenter.Linear1Weight);
        Assert.Equal(new SegNet(2).Deconv1Weight, segmenter.Deconv1Weight);
    }

    /// <summary>Flatten and Linear as a convolution: the same at the old size, and more than one of it at others.</summary>
    [Fact]
    public void Convolutional_IsTheSameAt64_AndRunsAt128By192()
    {
        var fixedSize = new SegNet(1);
        var any = new ConvolutionalSegNet(2);
        Weights.CopyWeights(fixedSize, any, new TensorMap { LinearToConv2d = true });
        AssertSame(fixedSize, any.Forward(Images(3, 64, 64), 64, 64));
        Assert.Equal("5×128×192", any.OutputShapeFor(128, 192).ToString());
        Assert.All(any.Forward(Images(1, 128, 192), 128, 192), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Pooled_IsTheSameAt64_AndHasOneOutputSize()
    {
        var fixedSize = new SegNet(1);
        var any = new PooledSegNet(2);
        Weights.CopyWeights(fixedSize, any);
        AssertSame(fixedSize, any.Forward(Images(3, 64, 64), 64, 64));
        Assert.Equal("5×64×64", any.OutputShapeFor(100, 180).ToString());
        Assert.All(any.Forward(Images(1, 100, 180), 100, 180), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void ConvolutionalFromTheStart_RunsAt96By160()
    {
        var trained = new StreetNet(1);
        var any = new StreetNetOfAnySize(2);
        Weights.CopyWeights(trained, any);
        AssertSame(trained, any.Forward(Images(3, 64, 64), 64, 64));
        Assert.Equal("5×96×160", any.OutputShapeFor(96, 160).ToString());
        Assert.All(any.Forward(Images(1, 96, 160), 96, 160), value => Assert.True(float.IsFinite(value)));
        Assert.Throws<ArgumentException>(() => any.OutputShapeFor(100, 160));
    }

    private static LayerInfo Layer(string name) => SegNet.Layers.ToArray().Single(layer => layer.Name == name);

    // Sums of up to 1600 products in another order, then four layers: a few units in the last place of numbers below one.
    private static void AssertSame(INetwork network, float[] outputs)
    {
        float[] expected = network.Forward(Images(3, 64, 64));
        Assert.Equal(expected.Length, outputs.Length);
        float most = expected.Zip(outputs, (a, b) => MathF.Abs(a - b)).Max();
        Assert.True(most < 1e-6f, $"{most}");
    }

    private static float[] Images(int count, int height, int width)
    {
        var random = new Random(count * height * width);
        return [.. Enumerable.Range(0, count * 3 * height * width).Select(_ => random.NextSingle())];
    }
}
