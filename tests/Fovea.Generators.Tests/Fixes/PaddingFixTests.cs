using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class PaddingFixTests
{
    [Theory]
    [InlineData("MaxPool2d(3, Padding = {|FOV1010:2|})", "MaxPool2d(3, Padding = 1)")]
    [InlineData("AvgPool2d(2, Padding = {|FOV1010:5|}, Stride = 1)", "AvgPool2d(2, Padding = 1, Stride = 1)")]
    public Task AtMostHalfThePoolingKernel(string before, string after) =>
        NetworkFixTest<HalveKernelPaddingFix>.Check($"[Network(1, 8, 8), {before}] public partial class Net;", $"[Network(1, 8, 8), {after}] public partial class Net;", "Change to Padding = 1");

    [Theory]
    [InlineData("Conv2d(2, 3, Stride = 2, Padding = {|FOV1006:Pad.Same|})", "Conv2d(2, 3, Stride = 2, Padding = Pad.SameUpper)")]
    [InlineData("Conv2d(2, 3, Padding = {|FOV1006:Fovea.Pad.Same|}, Stride = 2)", "Conv2d(2, 3, Padding = Fovea.Pad.SameUpper, Stride = 2)")]
    [InlineData("{|FOV1006:Conv2d|}(2, 3, Stride = 2, PaddingHeight = Pad.Same, PaddingWidth = Pad.Same)", "Conv2d(2, 3, Stride = 2, PaddingHeight = Pad.SameUpper, PaddingWidth = Pad.SameUpper)")]
    public Task SameUpperWithAStride(string before, string after) =>
        NetworkFixTest<SameUpperFix>.Check($"[Network(1, 8, 8), {before}] public partial class Net;", $"[Network(1, 8, 8), {after}] public partial class Net;", "Change to Pad.SameUpper");
}
