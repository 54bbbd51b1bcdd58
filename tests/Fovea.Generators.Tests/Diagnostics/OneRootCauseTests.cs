namespace Fovea.Generators.Tests;

/// <summary>One root cause, one diagnostic: a broken network keeps its public surface, so that its callers compile.</summary>
public class OneRootCauseTests
{
    [Fact]
    public void KernelTooLarge_IsOneErrorInAProgram()
    {
        NetworkRun run = NetworkRun.Of([Networks.LeNet5.Replace("Conv2d(6, 5, Padding = 2)", "Conv2d(6, 40)"), Networks.Caller]);
        var error = Assert.Single(run.Problems);
        Assert.Equal("FOV1001", error.Id);
        Assert.Equal("Conv2d 'conv1': a 40×40 kernel does not fit its 28×28 input (28 + 2·0 < 40). Use a kernel of at most 28, or Padding = 6.", error.GetMessage());
        Assert.Equal("40", error.Location.SourceTree!.ToString().Substring(error.Location.SourceSpan.Start, error.Location.SourceSpan.Length));
        Assert.False(run.Works);
    }

    [Fact]
    public void WorkingNetwork_CompilesWithItsCaller() => NetworkRun.Of([Networks.LeNet5, Networks.Caller]).AssertClean();

    [Theory]
    [InlineData("Linear(84)", "Linear(0)", "FOV0008")]
    [InlineData("[Flatten, Linear(120)", "[Linear(120)", "FOV1002")]
    [InlineData("Linear(10)", "Linear(1)", "FOV1008")]
    [InlineData("sealed partial class LeNet5", "sealed partial class LeNet5<T>", "FOV0003")]
    public void AnyError_IsTheOnlyOne(string from, string to, string id) =>
        Assert.Equal([id], NetworkRun.Of(Networks.LeNet5.Replace(from, to)).Problems.Select(problem => problem.Id));
}
