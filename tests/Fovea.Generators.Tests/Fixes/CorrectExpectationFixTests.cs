using Fovea.Generators.CodeFixes;

namespace Fovea.Generators.Tests;

public class CorrectExpectationFixTests
{
    [Theory]
    [InlineData("Linear(2, In = {|FOV1007:5|})", "Linear(2, In = 4)", "Change to In = 4")]
    [InlineData("Linear(2, Bias = false, In = {|FOV1007:2 + 3|})", "Linear(2, Bias = false, In = 4)", "Change to In = 4")]
    [InlineData("Linear(2), Expect({|FOV1007:3|})", "Linear(2), Expect(2)", "Change to Expect(2)")]
    [InlineData("Linear(2), {|FOV1007:Expect|}(2, 1, 1)", "Linear(2), Expect(2)", "Change to Expect(2)")]
    public Task OfVectors(string before, string after, string title) =>
        NetworkFixTest<CorrectExpectationFix>.Check($"[Network(4), {before}] public partial class Net;", $"[Network(4), {after}] public partial class Net;", title);

    [Theory]
    [InlineData("Expect(1, {|FOV1007:9|}, 9)", "Expect(1, 8, 8)")]
    [InlineData("Expect({|FOV1007:3|}, 9, 9)", "Expect(1, 8, 8)")]
    [InlineData("{|FOV1007:Expect|}(64)", "Expect(1, 8, 8)")]
    public Task OfImages(string before, string after) =>
        NetworkFixTest<CorrectExpectationFix>.Check($"[Network(1, 8, 8), ReLU] [{before}] public partial class Net;", $"[Network(1, 8, 8), ReLU] [{after}] public partial class Net;", "Change to Expect(1, 8, 8)");

    [Fact]
    public Task Everywhere() => NetworkFixTest<CorrectExpectationFix>.Check(
        "[Network(4), Expect({|FOV1007:5|}), Linear(2), Expect({|FOV1007:3|})] public partial class Net;",
        "[Network(4), Expect(4), Linear(2), Expect(2)] public partial class Net;",
        title: null);
}
