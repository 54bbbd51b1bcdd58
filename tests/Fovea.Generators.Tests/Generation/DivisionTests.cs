namespace Fovea.Generators.Tests;

/// <summary>Which steps of one image threads share.</summary>
public class DivisionTests
{
    [Fact]
    public void LargeSteps_AreCutIntoParts()
    {
        string source = NetworkRun.Of("""
            [Network(3, 64, 64)]
            [Conv2d(32, 3, Padding = 1), ReLU, AvgPool2d(2), Conv2d(1, 1)]
            partial class Large;
            """).AssertClean().Source;
        Assert.Contains("// conv1: 3×64×64 → 32×64×64, with relu1, in up to 28 parts\n", source);
        Assert.Contains("// avgpool1: 32×64×64 → 32×32×32, in up to 10 parts\n", source);
        // Few multiply-adds: one thread does it, and writes the output.
        Assert.Contains("// conv2: 32×32×32 → 1×32×32\n", source);
        Assert.Contains("ImageShares => 7;", source);
        Assert.Contains("ImageThreads => 2;", source);
    }

    [Fact]
    public void SmallNetworks_StayWhole()
    {
        string source = NetworkRun.Of(Networks.LeNet5).AssertClean().Source;
        Assert.DoesNotContain("Team", source);
        Assert.Contains("ImageThreads => 1;", source);
    }
}
