namespace Fovea.Tests.Numerics;

/// <summary>Batch normalisations of maps with more pixels than are summed at a time, beside the reference: also of numbers far from zero, whose variance a difference of large sums would lose, and with what takes part in their sums.</summary>
public sealed class BatchNormTests
{
    [Theory]
    [InlineData("Blocked", 0)]
    [InlineData("Blocked", 300)]
    [InlineData("Lanes", 0)]
    [InlineData("Lanes", 300)]
    public void StatisticsAgreeWithTheReference(string layout, double offset) =>
        new LaidOutNetwork(new GraphBuilder(18, 23, 26).Add("batch_norm").Add("conv2d", new { out_channels = 3, kernel = 1 }), new LayoutOptions(layout, null)).Check(3, seed: 2, [1, 2], offset);

    [Theory]
    [InlineData("relu")]
    [InlineData("relu6")]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    public void GradientsGoThroughTheActivationAfterIt(string activation)
    {
        foreach (string layout in (string[])["Blocked", "Lanes"])
        {
            GraphBuilder builder = new GraphBuilder(5, 12, 11).Add("conv2d", new { out_channels = 18, kernel = 3, bias = false }).Add("batch_norm").Add(activation);
            string once = builder.Last;
            // Read twice, once through another normalisation.
            builder.Add("conv2d", new { out_channels = 18, kernel = 3, padding = 1, bias = false }).Add("batch_norm").Add(activation).Add("add", null, once, builder.Last);
            var network = new LaidOutNetwork(builder, new LayoutOptions(layout, null));
            Assert.Contains(network.Methods, method => method.Contains("BatchNormGradientStatistics_", StringComparison.Ordinal));
            network.Check(3, seed: 4, [1, 2]);
        }
    }
}
