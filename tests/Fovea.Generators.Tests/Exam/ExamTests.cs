using Fovea.Generators.CodeFixes;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>What the compiler says to the exam's networks (docs/exam.md): in the editor, and where they do not fit. The numbers are the exam's.</summary>
public class ExamTests
{
    private const string LeNet =
        """
        [Network(1, 32, 32)]
        [Conv2d(6, 5), ReLU, MaxPool2d(2)]
        [Conv2d(16, 5), ReLU, MaxPool2d(2)]
        [Flatten, Linear(120, In = 400, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(10, Name = "f3")]
        [CrossEntropyLoss]
        public sealed partial class LeNet;
        """;

    private const string AlexNet =
        """
        [Network(3, 256, 256)]
        [Conv2d(96, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
        [Conv2d(256, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
        [Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
        [Flatten, Linear(4096), ReLU, Linear(4096), ReLU, Linear(1000)]
        [CrossEntropyLoss]
        public sealed partial class AlexNet;
        """;

    [Fact]
    public void A_ANinthOfWholeNumbersIsZero() => new DiagnosticCase(
        "FOV0008",
        "[Network(1, 4, 4), Filter(1, 1, 1,  1, 1, 1,  1, 1, 1, Scale = [|1 / 9|], Padding = 1)] public partial class Blur;",
        "Filter: Scale is 0, so all its output would be. A quotient of whole numbers is rounded towards zero: write 1 / 9.0 instead of 1 / 9.").Check();

    [Theory]
    [InlineData("[Network(26, 26, 26), Conv2d(5, 7, Stride = 3, Padding = 1)]", "conv1: 26×26×26 → 5×8×8, 6 375 parameters, receptive field 7×7")]
    [InlineData("[Network(3, 32, 32), Conv2d(4, 5)]", "conv1: 3×32×32 → 4×28×28, 304 parameters, receptive field 5×5")]
    [InlineData("[Network(3, 224, 224), Conv2d(4, 3), ReLU, Conv2d(4, 3), ReLU, Conv2d(4, 3)]", "conv3: 4×220×220 → 4×218×218, 148 parameters, receptive field 7×7")]
    [InlineData("[Network(3, 224, 224), Conv2d(4, 1)]", "conv1: 3×224×224 → 4×224×224, 16 parameters, receptive field 1×1")]
    [InlineData("[Network(3, 224, 224), Flatten, Linear(4)]", "linear1: 150528 → 4, 602 116 parameters, receptive field 224×224")]
    [InlineData("[Network(3, 224, 224), Conv2d(4, 224)]", "conv1: 3×224×224 → 4×1×1, 602 116 parameters, receptive field 224×224")]
    public void BToD_InTheEditor(string declaration, string last) => Assert.Equal(last, Shown($"{declaration} public partial class Net;").Last());

    [Fact]
    public void F_LeNetInTheEditor()
    {
        string[] shown = Shown(LeNet);
        Assert.Equal("conv1: 1×32×32 → 6×28×28, 156 parameters, receptive field 5×5", shown[0]);
        Assert.Equal("maxpool1: 6×28×28 → 6×14×14, receptive field 6×6", shown[2]);
        Assert.Equal("conv2: 6×14×14 → 16×10×10, 2 416 parameters, receptive field 14×14", shown[3]);
        Assert.Equal("maxpool2: 16×10×10 → 16×5×5, receptive field 16×16", shown[5]);
        Assert.Equal("f1: 400 → 120, 48 120 parameters, receptive field 32×32", shown[7]);
        Assert.Equal("f2: 120 → 84, 10 164 parameters, receptive field 32×32", shown[9]);
        Assert.Equal("f3: 84 → 10, 850 parameters, receptive field 32×32", shown[11]);
    }

    [Fact]
    public void F_LargerImagesDoNotFit() => new DiagnosticCase(
        "FOV1007",
        LeNet.Replace("32, 32", "68, 68").Replace("In = 400", "In = [|400|]"),
        "Linear 'f1': In = 400 is expected, and its input has 3136 features.").Check();

    [Fact]
    public Task F_ALargerFirstLinearLayerIsOffered() => NetworkFixTest<CorrectExpectationFix>.Check(
        LeNet.Replace("32, 32", "68, 68").Replace("In = 400", "In = {|FOV1007:400|}"),
        LeNet.Replace("32, 32", "68, 68").Replace("In = 400", "In = 3136"),
        "Change to In = 3136");

    /// <summary>The size left to run time: a fully-connected layer has none.</summary>
    [Fact]
    public void F_AnySizeDoesNotFit() => new DiagnosticCase(
        "FOV1004",
        LeNet.Replace("32, 32", "Dim.Any, Dim.Any").Replace("Flatten", "[|Flatten|]"),
        "Flatten 'flatten1': a fully-connected layer needs a fixed size: pool to one with AdaptiveAvgPool2d, or use a convolution.").Check();

    [Fact]
    public Task F_ConvolutionsAreOffered() => NetworkFixTest<MapOfAnySizeFix>.Check(
        LeNet.Replace("32, 32", "Dim.Any, Dim.Any").Replace("Flatten", "{|FOV1004:Flatten|}"),
        LeNet.Replace("32, 32", "Dim.Any, Dim.Any").Replace(
            """[Flatten, Linear(120, In = 400, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(10, Name = "f3")]""",
            """[Conv2d(120, 5, Stride = 5, Name = "f1"), ReLU, Conv2d(84, 1, Name = "f2"), ReLU, Conv2d(10, 1, Name = "f3")]"""),
        "Make it the convolution Conv2d(120, 5, Stride = 5)");

    [Fact]
    public Task F_PoolingIsOffered() => NetworkFixTest<MapOfAnySizeFix>.Check(
        LeNet.Replace("32, 32", "Dim.Any, Dim.Any").Replace("Flatten", "{|FOV1004:Flatten|}"),
        LeNet.Replace("32, 32", "Dim.Any, Dim.Any").Replace("Flatten", "AdaptiveAvgPool2d(5), Flatten"),
        "Insert AdaptiveAvgPool2d(5) before Flatten", action: 1);

    [Fact]
    public void E_TenPlainConvolutions()
    {
        string convolution = "Conv2d(8, 3, Padding = 1), ReLU, ";
        new DiagnosticCase(
            "FOV2007",
            $"[Network(8, 14, 14), {string.Concat(Enumerable.Repeat(convolution, 9))}[|Conv2d|](8, 3, Padding = 1), ReLU] public partial class Net;",
            "Conv2d 'conv10': it is the 10th weighted layer in a row without a skip connection or normalisation: gradients tend to vanish.").Check();
    }

    [Fact]
    public void E_TheSameInResidualBlocks() => NetworkRun.Of(
        """
        [Network(8, 14, 14), Residual<Pair>(Repeat = 5)] public partial class Net;
        [Block, Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 3, Padding = 1)] public partial class Pair;
        """).AssertClean();

    [Fact]
    public void J_AlexNetInTheEditor()
    {
        string[] shown = Shown(AlexNet);
        Assert.Equal("conv1: 3×256×256 → 96×64×64, 34 944 parameters, receptive field 11×11", shown[0]);
        Assert.Equal("maxpool1: 96×64×64 → 96×32×32, receptive field 19×19", shown[2]);
        Assert.Equal("conv2: 96×32×32 → 256×32×32, 614 656 parameters, receptive field 51×51", shown[3]);
        Assert.Equal("linear3: 4096 → 1000, 4 097 000 parameters, receptive field 256×256", shown[^1]);
    }

    /// <summary>The loss has its own softmax.</summary>
    [Fact]
    public Task J_SoftmaxBeforeCrossEntropy() => NetworkFixTest<RemoveLayerFix>.Check(
        AlexNet.Replace("Linear(1000)]", "Linear(1000), {|FOV2002:Softmax|}]"),
        AlexNet,
        "Remove Softmax");

    private static string[] Shown(string source)
    {
        NetworkRun run = NetworkRun.Of(source);
        Assert.All(run.FromAnalyzer, diagnostic => Assert.Equal(("FOV3001", DiagnosticSeverity.Info), (diagnostic.Id, diagnostic.Severity)));
        return [.. run.FromAnalyzer.Select(diagnostic => diagnostic.GetMessage())];
    }
}
