using Fovea.Tests.Networks.Exam;

namespace Fovea.Tests.Exam;

/// <summary>Question F of the exam (docs/exam.md): LeNet, and four ways to give it images of 68×68. What the compiler says of a fifth is in the generator's tests.</summary>
public sealed class LeNetTests
{
    [Fact]
    public void F_Shapes() => Assert.Equal(
        ["6×28×28", "6×28×28", "6×14×14", "16×10×10", "16×10×10", "16×5×5", "400", "120", "120", "84", "84", "10"],
        LeNet.Layers.ToArray().Select(layer => layer.Output.ToString()));

    [Fact]
    public void F_ReceptiveFields()
    {
        Dictionary<string, string> sees = LeNet.Layers.ToArray().ToDictionary(layer => layer.Name, layer => layer.ReceptiveField.ToString());
        Assert.Equal("5×5", sees["conv1"]);
        Assert.Equal("6×6", sees["maxpool1"]);
        Assert.Equal("32×32", sees["f1"]);
    }

    [Fact]
    public void F_TwentySixLetters()
    {
        Assert.Equal(Shape.Vector(26), LettersLeNet.OutputShape);
        Assert.Equal(61_706, LeNet.ParameterCount);
        Assert.Equal(61_706 + 16 * 85, LettersLeNet.ParameterCount);
    }

    /// <summary>
    /// Nearest-neighbour resizing takes, for output i, input ⌊i·68/32⌋. LeNet's first convolution reads the caller's image where it comes first, and adds in another order: the last bits differ.
    /// </summary>
    [Fact]
    public void F_Resized_IsLeNetOnASmallerImage()
    {
        var lenet = new LeNet(seed: 3);
        var resized = new Resized();
        Weights.CopyWeights(lenet, resized, name => name["lenet.".Length..]);
        float[] image = Image(68), smaller = new float[32 * 32];
        for (int i = 0; i < smaller.Length; i++) smaller[i] = image[i / 32 * 68 / 32 * 68 + i % 32 * 68 / 32];
        float[] expected = lenet.Forward(smaller), actual = resized.Forward(image);
        for (int i = 0; i < 10; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    [Fact]
    public void F_AConvolutionAndAPoolingInFront()
    {
        Assert.Equal(["1×64×64", "1×64×64", "1×32×32"], InFront.Layers.ToArray().Take(3).Select(layer => layer.Output.ToString()));
        Assert.Equal(10, new InFront(seed: 1).Forward(Image(68)).Length);
    }

    [Fact]
    public void F_ALargerFirstLinearLayer()
    {
        LayerInfo pooled = Wider.Layers[5];
        Assert.Equal(Shape.Image(16, 14, 14), pooled.Output);
        Assert.Equal([120, 3136], Wider.ParameterInfos.ToArray().Single(info => info.Name == "f1.weight").Dimensions.ToArray());
        Assert.Equal(10, new Wider(seed: 1).Forward(Image(68)).Length);
    }

    /// <summary>A linear layer on 16×5×5 is a convolution of 5 with the same 120×400 numbers: at 32×32 both networks are one.</summary>
    [Fact]
    public void F_FullyConvolutional_IsLeNetAt32()
    {
        var lenet = new LeNet(seed: 3);
        var convolutional = new ConvolutionalLeNet();
        lenet.ReadParameters().CopyTo(convolutional.Parameters);
        float[] image = Image(32), expected = lenet.Forward(image), actual = convolutional.Forward(image, 32, 32);
        for (int i = 0; i < 10; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }

    [Fact]
    public void F_FullyConvolutional_TakesAnySize()
    {
        var network = new ConvolutionalLeNet(seed: 1);
        foreach ((int height, int width) in (ReadOnlySpan<(int, int)>)[(68, 68), (32, 32), (40, 101)])
        {
            Assert.Equal(Shape.Vector(10), network.OutputShapeFor(height, width));
            Assert.All(network.Forward(new float[height * width], height, width), value => Assert.True(float.IsFinite(value)));
        }
        Assert.Throws<ArgumentException>(() => network.OutputShapeFor(31, 32));
    }

    private static float[] Image(int side)
    {
        var random = new Random(side);
        return [.. Enumerable.Range(0, side * side).Select(_ => random.NextSingle())];
    }
}
