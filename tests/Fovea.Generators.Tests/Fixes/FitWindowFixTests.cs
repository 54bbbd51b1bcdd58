using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class FitWindowFixTests
{
    [Theory]
    [InlineData("Conv2d(2, {|FOV1001:40|})", "Conv2d(2, 8)", "Change the kernel to 8")]
    [InlineData("Conv2d(channels: 2, kernel: {|FOV1001:40|}, Padding = 1)", "Conv2d(channels: 2, kernel: 10, Padding = 1)", "Change the kernel to 10")]
    [InlineData("MaxPool2d(KernelHeight = 2, KernelWidth = {|FOV1001:9|})", "MaxPool2d(KernelHeight = 2, KernelWidth = 8)", "Change the kernel to 8")]
    [InlineData("{|FOV1001:Conv2d|}(2, KernelHeight = 9, KernelWidth = 9)", "Conv2d(2, KernelHeight = 8, KernelWidth = 8)", "Change the kernel to 8")]
    public Task LargestKernel(string before, string after, string title) => Check(before, after, title, action: 0);

    [Theory]
    [InlineData("Conv2d(2, {|FOV1001:9|})", "Conv2d(2, 9, Padding = 1)", "Set Padding = 1")]
    [InlineData("Conv2d(2, {|FOV1001:12|}, Padding = 1, Bias = false)", "Conv2d(2, 12, Padding = 2, Bias = false)", "Set Padding = 2")]
    [InlineData("MaxPool2d(KernelHeight = 2, KernelWidth = {|FOV1001:9|})", "MaxPool2d(KernelHeight = 2, KernelWidth = 9, PaddingWidth = 1)", "Set PaddingWidth = 1")]
    public Task SmallestPadding(string before, string after, string title) => Check(before, after, title, action: 1);

    private static Task Check(string before, string after, string title, int action) =>
        NetworkFixTest<FitWindowFix>.Check($"[Network(1, 8, 8)] [{before}] public partial class Net;", $"[Network(1, 8, 8)] [{after}] public partial class Net;", title, action);
}
