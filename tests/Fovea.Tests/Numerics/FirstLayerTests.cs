namespace Fovea.Tests.Numerics;

/// <summary>Convolutions of planar images, whose weight gradients take as many rows of the kernel at a time as registers hold, beside the reference.</summary>
public sealed class FirstLayerTests
{
    [Theory]
    [InlineData(16, 3, 3, 1, 1)]
    [InlineData(40, 3, 3, 2, 1)]
    [InlineData(64, 7, 7, 2, 1)]
    [InlineData(17, 5, 2, 1, 2)]
    [InlineData(20, 2, 11, 3, 1)]
    [InlineData(16, 1, 17, 1, 1)]
    [InlineData(33, 1, 1, 1, 1)]
    public void TheyAgreeWithTheReference(int outputs, int kernelHeight, int kernelWidth, int stride, int dilation)
    {
        GraphBuilder builder = new GraphBuilder(3, 21, 24)
            .Add("conv2d", new { out_channels = outputs, kernel = new[] { kernelHeight, kernelWidth }, stride, dilation, padding = new[] { kernelHeight / 2, 0 } })
            .Add("tanh");
        new LaidOutNetwork(builder, new LayoutOptions("Blocked", "Never")).Check(3, seed: 6, [1, 2]);
    }
}
