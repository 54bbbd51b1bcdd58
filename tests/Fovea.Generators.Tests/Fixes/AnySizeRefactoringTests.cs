namespace Fovea.Generators.Tests;

public class AnySizeRefactoringTests
{
    private const string Segmenter =
        """
        /// <summary>Down and up.</summary>
        [Network(3, 32, 32)]
        [Conv2d(6, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2), Conv2d(10, 4, Stride = 2, Padding = 1), ReLU]
        [Flatten, Linear(80), ReLU, Unflatten(5, 4, 4)]   // the code
        [Conv2d(7, 3, Padding = 1)]
        [CrossEntropyLoss]
        public sealed partial class Net;
        """;

    private const string ConvolutionalSegmenter =
        """
        /// <summary>Down and up.</summary>
        [Network(3, Dim.Any, Dim.Any)]
        [Conv2d(6, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2), Conv2d(10, 4, Stride = 2, Padding = 1), ReLU]
        [Conv2d(80, 4, Stride = 4, Name = "linear1"), ReLU, PixelShuffle(4)]   // the code
        [Conv2d(7, 3, Padding = 1, Name = "conv3")]
        [CrossEntropyLoss]
        public sealed partial class Net;
        """;

    private const string Classifier =
        """
        [Network(1, 20, 28)]
        [Conv2d(6, 5), ReLU, MaxPool2d(2), Expect(6, 8, 12)]
        [Flatten, Linear(20, In = 576, Bias = false), BatchNorm1d, ReLU, Dropout(0.5), Linear(10)]
        [CrossEntropyLoss]
        public sealed partial class Net;
        """;

    private const string ConvolutionalClassifier =
        """
        [Network(1, Dim.Any, Dim.Any)]
        [Conv2d(6, 5), ReLU, MaxPool2d(2), Expect(6, Dim.Any, Dim.Any)]
        [Conv2d(20, KernelHeight = 8, KernelWidth = 12, StrideHeight = 8, StrideWidth = 12, Bias = false, Name = "linear1"), BatchNorm2d, ReLU, Dropout(0.5), Conv2d(10, 1, Name = "linear2")]
        [CrossEntropyLoss]
        public sealed partial class Net;
        """;

    /// <summary>The network that it writes builds, and computes the same at the old size with the weights of the old network.</summary>
    [Theory]
    [InlineData(Segmenter, ConvolutionalSegmenter)]
    [InlineData(Classifier, ConvolutionalClassifier)]
    public async Task OnNetwork_WritesWhatComputesTheSame_AtAnySize(string before, string after)
    {
        before = before.ReplaceLineEndings("\n");
        (string title, string written) = Assert.Single(await Refactorings.At(before, "Network"));
        Assert.Equal("Take images of any size", title);
        Assert.Equal(after.ReplaceLineEndings("\n"), written);

        INetwork old = NetworkRun.Of(before).Create<INetwork>("Net");
        IAnySizeNetwork any = NetworkRun.Of(written).Create<IAnySizeNetwork>("Net");
        any.Parameters.Clear();
        CopyReport report = Weights.CopyWeights(old, any, new TensorMap { LinearToConv2d = true });
        Assert.Empty(report.Unused);
        float[] expected = old.Forward(Images(old)), outputs = any.Forward(Images(old), old.InputShape.Height, old.InputShape.Width);
        Assert.Equal(old.ParameterCount, any.ParameterCount);
        Assert.Equal(expected.Length, outputs.Length);
        // Sums of up to 576 products in another order: a few units in the last place of numbers around one.
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], outputs[i], 2e-6f);
        Assert.Equal(2 * old.OutputShape.Height, any.OutputShapeFor(2 * old.InputShape.Height, old.InputShape.Width).Height);
    }

    [Fact]
    public async Task OnFlatten_WritesAConvolution_AtTheSameSize()
    {
        (string title, string written) = Assert.Single(await Refactorings.At(Segmenter, "Flatten"));
        Assert.Equal("Make it the convolution Conv2d(80, 4, Stride = 4)", title);
        Assert.Equal(ConvolutionalSegmenter.Replace("Dim.Any, Dim.Any", "32, 32"), written);
        NetworkRun.Of(written).AssertClean();
    }

    [Theory]
    // Pooled to one size, it may stay fully connected; pooled to a pixel, it is a convolution of one.
    [InlineData("[Network(3, 32, 32), Conv2d(8, 3), ReLU, GlobalAvgPool, Flatten, Linear(10)] public partial class Net;", "Network",
        "[Network(3, Dim.Any, Dim.Any), Conv2d(8, 3), ReLU, GlobalAvgPool, Flatten, Linear(10)] public partial class Net;")]
    [InlineData("[Network(3, 32, 32), Conv2d(8, 3), ReLU, GlobalAvgPool, Flatten, Linear(10)] public partial class Net;", "Flatten",
        "[Network(3, 32, 32), Conv2d(8, 3), ReLU, GlobalAvgPool, Conv2d(10, 1, Name = \"linear1\")] public partial class Net;")]
    [InlineData("[Network(3, height: 32, width: 32), Conv2d(8, 3)] public partial class Net;", "Network", "[Network(3, height: Dim.Any, width: Dim.Any), Conv2d(8, 3)] public partial class Net;")]
    // A map that shrank to a pixel is none at other sizes.
    [InlineData("[Network(3, 4, 4), Conv2d(8, 4), ReLU, Flatten, Linear(10)] public partial class Net;", "Network",
        "[Network(3, Dim.Any, Dim.Any), Conv2d(8, 4), ReLU, Conv2d(10, 1, Name = \"linear1\")] public partial class Net;")]
    public async Task WritesNoMoreThanItMust(string before, string at, string after)
    {
        (_, string written) = Assert.Single(await Refactorings.At(before, at));
        Assert.Equal(after, written);
        NetworkRun.Of(written).AssertClean();
    }

    [Theory]
    [InlineData("[Network(3, 8, 8), Flatten, Linear(10, Name = \"a\"), ReLU, Linear(10), Add(\"a\")] public partial class Net;", "Network")]
    [InlineData("[Network(3, 8, 8), Flatten, LayerNorm, Linear(10)] public partial class Net;", "Flatten")]
    [InlineData("[Network(3, Dim.Any, Dim.Any), Conv2d(8, 3)] public partial class Net;", "Network")]
    [InlineData("[Network(3), Linear(10)] public partial class Net;", "Network")]
    [InlineData("[Network(3, 8, 8), Conv2d(8, 9)] public partial class Net;", "Network")]
    [InlineData("[Network(3, 8, 8), Conv2d(8, 3)] public partial class Net;", "Conv2d")]
    [InlineData("[System.Serializable] public partial class Net;", "System")]
    public async Task OffersNothing_WhereItWouldNotBeTheSame_OrIsNotAsked(string source, string at) => Assert.Empty(await Refactorings.At(source, at));

    // Two, of numbers that do not repeat.
    private static float[] Images(INetwork network) => [.. Enumerable.Range(0, 2 * network.InputShape.Length).Select(i => MathF.Sin(i * 1.7f + i / 97))];
}
