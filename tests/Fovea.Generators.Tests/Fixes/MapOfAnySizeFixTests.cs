using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class MapOfAnySizeFixTests
{
    private const string Encoder = "[Network(3, Dim.Any, Dim.Any)] [Conv2d(8, 4, Stride = 4), ReLU] ";
    private const string End = " [CrossEntropyLoss] public partial class Net;";

    [Theory]
    [InlineData("[{|FOV1004:Flatten|}, Linear(20, In = 128), ReLU, Linear(10)]", "[Conv2d(20, 4, Stride = 4, Name = \"linear1\"), ReLU, Conv2d(10, 1, Name = \"linear2\")]", "Make it the convolution Conv2d(20, 4, Stride = 4)")]
    [InlineData("[{|FOV1004:Flatten|}, Linear(20, In = 8 * 4 * 4, Bias = false, Name = \"fc\")]", "[Conv2d(20, 4, Stride = 4, Bias = false, Name = \"fc\")]", "Make it the convolution Conv2d(20, 4, Stride = 4, Bias = false)")]
    [InlineData("[{|FOV1004:Linear|}(20, In = 8)]", "[Conv2d(20, 1, Name = \"linear1\")]", "Make it the convolution Conv2d(20, 1)")]
    [InlineData("[{|FOV1004:Flatten|}, Dropout(0.5), Fovea.LinearAttribute(features: 20, In = 32, Bias = false), BatchNorm1d(Eps = 1e-3), Tanh, Linear(10)]",
        "[Dropout(0.5), Fovea.Conv2d(20, 2, Stride = 2, Bias = false, Name = \"linear1\"), BatchNorm2d(Eps = 1e-3), Tanh, Conv2d(10, 1, Name = \"linear2\")]", "Make it the convolution Conv2d(20, 2, Stride = 2, Bias = false)")]
    public Task WhereLinearSaysHowLargeItsInputIs(string before, string after, string title) =>
        NetworkFixTest<MapOfAnySizeFix>.Check(Encoder + before + End, Encoder + after + End, title);

    [Fact]
    public Task WhereUnflattenMirrorsTheMap_AndLaterLayersKeepTheirNames() => NetworkFixTest<MapOfAnySizeFix>.Check(
        """
        [Network(3, Dim.Any, Dim.Any)]
        [Conv2d(8, 4, Stride = 4), ReLU]
        [{|FOV1004:Flatten|}, Linear(80), ReLU, Unflatten(5, 4, 4)]   // and up again
        [Conv2d(6, 3, Padding = 1), ReLU, ConvTranspose2d(5, 4, Stride = 4)]
        [CrossEntropyLoss]
        public sealed partial class Net;
        """,
        """
        [Network(3, Dim.Any, Dim.Any)]
        [Conv2d(8, 4, Stride = 4), ReLU]
        [Conv2d(80, 4, Stride = 4, Name = "linear1"), ReLU, PixelShuffle(4)]   // and up again
        [Conv2d(6, 3, Padding = 1, Name = "conv2"), ReLU, ConvTranspose2d(5, 4, Stride = 4)]
        [CrossEntropyLoss]
        public sealed partial class Net;
        """,
        "Make it the convolution Conv2d(80, 4, Stride = 4), for what was a map of 4×4");

    [Theory]
    [InlineData("[{|FOV1004:Flatten|}, Linear(20, In = 128)]", "[AdaptiveAvgPool2d(4), Flatten, Linear(20, In = 128)]", "Insert AdaptiveAvgPool2d(4) before Flatten", 1)]
    [InlineData("[{|FOV1004:Linear|}(20, In = 128)]", "[AdaptiveAvgPool2d(4), Flatten, Linear(20, In = 128)]", "Insert AdaptiveAvgPool2d(4) before Linear", 1)]
    [InlineData("[{|FOV1004:Flatten|}, Linear(20)]", "[GlobalAvgPool, Flatten, Linear(20)]", "Insert GlobalAvgPool before Flatten", 0)]
    [InlineData("[/* head */ {|FOV1004:Linear|}(20)]", "[/* head */ GlobalAvgPool, Flatten, Linear(20)]", "Insert GlobalAvgPool before Linear", 0)]
    [InlineData("[{|FOV1004:Flatten|}, Linear(80), Unflatten(5, 4, 4)]", "[GlobalAvgPool, Flatten, Linear(80), Unflatten(5, 4, 4)]", "Insert GlobalAvgPool before Flatten", 2)]
    public Task ByPoolingToOneSize(string before, string after, string title, int action) =>
        NetworkFixTest<MapOfAnySizeFix>.Check(Encoder + before + End, Encoder + after + End, title, action);

    [Fact]
    public Task InEveryNetwork() => NetworkFixTest<MapOfAnySizeFix>.Check(
        """
        [Network(3, Dim.Any, Dim.Any), Conv2d(8, 4, Stride = 4), ReLU, {|FOV1004:Flatten|}, Linear(20, In = 128)]
        public partial class First;

        [Network(3, Dim.Any, Dim.Any), {|FOV1004:Flatten|}, Linear(16, In = 12), Sigmoid, Unflatten(16, 1, 1), Conv2d(4, 1)]
        public partial class Second;
        """,
        """
        [Network(3, Dim.Any, Dim.Any), Conv2d(8, 4, Stride = 4), ReLU, Conv2d(20, 4, Stride = 4, Name = "linear1")]
        public partial class First;

        [Network(3, Dim.Any, Dim.Any), Conv2d(16, 2, Stride = 2, Name = "linear1"), Sigmoid, Conv2d(4, 1, Name = "conv1")]
        public partial class Second;
        """,
        title: null);

    [Theory]
    // 20 is no square of channels; nothing says how large the map was; two vectors are joined.
    [InlineData("Flatten, Linear(20, In = 160)", "")]
    [InlineData("Flatten, Linear(20)", "Insert GlobalAvgPool before Flatten")]
    [InlineData("Flatten, Linear(20, In = 128), ReLU(Name = \"a\"), Linear(20), Add(\"a\")", "Insert AdaptiveAvgPool2d(4) before Flatten")]
    [InlineData("Flatten, Linear(40, In = 128), Unflatten(5, 2, 4)", "Insert AdaptiveAvgPool2d(4) before Flatten")]
    public async Task NoConvolution_WhereNoneWouldBeTheSame(string layers, string offers)
    {
        string source = Encoder + $"[{layers}]" + End;
        Assert.Equal(offers, string.Join("; ", await Tests.Fixes.ApplyAll(source, NetworkRun.Of(source).Errors)));
    }
}
