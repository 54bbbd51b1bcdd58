namespace Fovea.Generators.Tests;

/// <summary>Which steps of one image threads share.</summary>
public class DivisionTests
{
    [Fact]
    public void LargeSteps_AreCutIntoParts()
    {
        string source = NetworkRun.Of("""
            [Network(3, 64, 64)]
            [Conv2d(32, 3, Padding = 1), ReLU, Conv2d(32, 3, Padding = 1), AvgPool2d(2), Conv2d(1, 1)]
            partial class Large;
            """).AssertClean().Source;
        Assert.Contains("// conv1: 3×64×64 → 32×64×64, with relu1, in up to 32 parts\n", source);
        Assert.Contains("// avgpool1: 32×64×64 → 32×32×32, in up to 32 parts\n", source);
        // Few multiply-adds: one thread does it, and writes the output.
        Assert.Contains("// conv3: 32×32×32 → 1×32×32\n", source);
        Assert.Contains("ImageShares => 10;", source);
        Assert.Contains("ImageThreads => 20;", source);
    }

    [Fact]
    public void SmallNetworks_StayWhole() => AssertWhole(Networks.LeNet5);

    [Fact]
    public void NetworksThatMoveMoreThanTheyCompute_StayWhole() => AssertWhole("""
        [Network(3, 96, 96)]
        [Conv2d(16, 3, Stride = 2, Padding = 1), ReLU, Conv2d(96, 1), ReLU, DepthwiseConv2d(3, Padding = 1), ReLU, Conv2d(16, 1)]
        partial class Thin;
        """);

    private static void AssertWhole(string network)
    {
        string source = NetworkRun.Of(network).AssertClean().Source;
        Assert.DoesNotContain("Team", source);
        Assert.Contains("ImageThreads => 1;", source);
    }
}
