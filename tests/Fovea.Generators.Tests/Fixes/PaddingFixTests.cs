using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class PaddingFixTests
{
    [Theory]
    [InlineData("MaxPool2d(3, Padding = {|FOV1010:2|})", "MaxPool2d(3, Padding = 1)", "Change 2 to 1")]
    [InlineData("AvgPool2d(2, Padding = {|FOV1010:5|}, Stride = 1)", "AvgPool2d(2, Padding = 1, Stride = 1)", "Change 5 to 1")]
    public Task AtMostHalfThePoolingKernel(string before, string after, string title) =>
        NetworkFixTest<LargestPaddingFix>.Check($"[Network(1, 8, 8), {before}] public partial class Net;", $"[Network(1, 8, 8), {after}] public partial class Net;", title);

    [Theory]
    [InlineData("ConvTranspose2d(1, 3, Padding = {|FOV1011:5|})", "ConvTranspose2d(1, 3, Padding = 4)", "Change 5 to 4")]
    [InlineData("ConvTranspose2d(1, 3, Stride = 2, OutputPadding = {|FOV1012:2|})", "ConvTranspose2d(1, 3, Stride = 2, OutputPadding = 1)", "Change 2 to 1")]
    public Task OfTransposedConvolutions(string before, string after, string title) =>
        NetworkFixTest<LargestPaddingFix>.Check($"[Network(1, 8, 8), {before}] public partial class Net;", $"[Network(1, 8, 8), {after}] public partial class Net;", title);

    [Theory]
    [InlineData("ReflectionPad2d({|FOV1013:8|})", "ReflectionPad2d(7)")]
    [InlineData("ReflectionPad2d(1, {|FOV1013:8|}, 1, 1)", "ReflectionPad2d(1, 7, 1, 1)")]
    public Task OfMirrors(string before, string after) =>
        NetworkFixTest<LargestPaddingFix>.Check($"[Network(1, 8, 8), {before}] public partial class Net;", $"[Network(1, 8, 8), {after}] public partial class Net;", "Change 8 to 7");

    [Theory]
    [InlineData("Conv2d(2, 3, Stride = 2, Padding = {|FOV1006:Pad.Same|})", "Conv2d(2, 3, Stride = 2, Padding = Pad.SameUpper)")]
    [InlineData("Conv2d(2, 3, Padding = {|FOV1006:Fovea.Pad.Same|}, Stride = 2)", "Conv2d(2, 3, Padding = Fovea.Pad.SameUpper, Stride = 2)")]
    [InlineData("{|FOV1006:Conv2d|}(2, 3, Stride = 2, PaddingHeight = Pad.Same, PaddingWidth = Pad.Same)", "Conv2d(2, 3, Stride = 2, PaddingHeight = Pad.SameUpper, PaddingWidth = Pad.SameUpper)")]
    public Task SameUpperWithAStride(string before, string after) =>
        NetworkFixTest<SameUpperFix>.Check($"[Network(1, 8, 8), {before}] public partial class Net;", $"[Network(1, 8, 8), {after}] public partial class Net;", "Change to Pad.SameUpper");
}
