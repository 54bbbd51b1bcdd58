using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class RemoveArgumentFixTests
{
    [Theory]
    [InlineData("ReLU(Name = {|FOV2005:\"active\"|})", "ReLU", "Remove Name = \"active\"")]
    [InlineData("Dropout(0.5, Name = {|FOV2005:\"drop\"|})", "Dropout(0.5)", "Remove Name = \"drop\"")]
    public Task NameThatNothingReads(string before, string after, string title) =>
        NetworkFixTest<RemoveNameFix>.Check($"[Network(4), Linear(4), Tanh, {before}, Linear(2)] public partial class Net;", $"[Network(4), Linear(4), Tanh, {after}, Linear(2)] public partial class Net;", title);

    [Theory]
    [InlineData("{|FOV2009:Conv2d|}(2, 3)", "Conv2d(2, 3, Bias = false)")]
    [InlineData("{|FOV2009:Conv2d|}(2, 3, Bias = true, Padding = 1)", "Conv2d(2, 3, Bias = false, Padding = 1)")]
    public Task BiasBeforeBatchNorm(string before, string after) =>
        NetworkFixTest<RemoveBiasFix>.Check($"[Network(1, 8, 8), {before}, BatchNorm2d] public partial class Net;", $"[Network(1, 8, 8), {after}, BatchNorm2d] public partial class Net;", "Set Bias = false");
}
