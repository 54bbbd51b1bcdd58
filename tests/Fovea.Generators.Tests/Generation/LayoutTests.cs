namespace Fovea.Generators.Tests;

/// <summary>Which layout a network trains in, and what the emitted code says of it.</summary>
public class LayoutTests
{
    [Fact]
    public void SmallNetworks_TakeLanes() =>
        AssertSays("[Conv2d(10, 5), ReLU, MaxPool2d(2), Conv2d(20, 5), ReLU, MaxPool2d(2), Flatten, Linear(50), ReLU, Linear(10)]", "Lanes, since sixteen images with their gradients take 2131 KB, which a core's cache holds");

    // 20 and 50 channels of 32 and 64.
    [Fact]
    public void ChannelsThatDoNotFillBlocks_TakeLanes() =>
        AssertSays("[Conv2d(20, 5), ReLU, MaxPool2d(2), Conv2d(50, 5), ReLU, MaxPool2d(2), Flatten, Linear(500), ReLU, Linear(10)]", "Lanes, since training would take 35 % more multiply-adds in blocks");

    [Fact]
    public void WholeBlocks_TakeBlocks() =>
        AssertSays("[Conv2d(32, 3), ReLU, Conv2d(64, 3), ReLU, MaxPool2d(2), Flatten, Linear(128), ReLU, Linear(10)]", "Blocked, since sixteen images with their gradients take 16 MB");

    private static void AssertSays(string layers, string reason)
    {
        string source = NetworkRun.Of($"[Network(1, 28, 28)]\n{layers}\n[CrossEntropyLoss]\npartial class Digits;").AssertClean().Source;
        Assert.Contains(reason, source);
    }
}
