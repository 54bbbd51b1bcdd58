namespace Fovea.Tests.Numerics;

/// <summary>Networks that end in few channels, whose last convolutions write planes, beside the reference: of any window, from blocks and from planes, for one thread and for some that share an image.</summary>
public sealed class FewChannelsTests
{
    [Theory]
    [InlineData("sum")]
    [InlineData("unit")]
    [InlineData("dilated")]
    [InlineData("twice")]
    [InlineData("normalised and pooled")]
    [InlineData("transposed")]
    [InlineData("transposed twice")]
    [InlineData("transposed, three taps")]
    [InlineData("transposed, two taps")]
    [InlineData("transposed, stride 1")]
    [InlineData("transposed, rows alone")]
    [InlineData("transposed, odd width")]
    [InlineData("transposed, then a sum")]
    [InlineData("whole network")]
    public void TheyAgreeWithTheReference(string kind)
    {
        foreach (string sharing in (string[])["Never", "Always"])
        {
            var network = new LaidOutNetwork(Build(kind), new LayoutOptions("Blocked", "Never", sharing));
            // Columns in turns must be as many.
            Assert.Equal(kind != "transposed, odd width", network.Methods.Any(method => method.Contains("_Spatial", StringComparison.Ordinal)));
            network.Check(3, seed: 5, [1, 2]);
        }
    }

    // Widths that vectors do not divide, and more channels before than fit in a block.
    private static GraphBuilder Build(string kind)
    {
        if (kind == "whole network") return new GraphBuilder(18, 9, 21).Add("conv_transpose2d", new { out_channels = 3, kernel = 4, stride = 2, padding = 1 });
        GraphBuilder builder = new GraphBuilder(21, 12, 19).Add("tanh");
        return kind switch
        {
            "sum" => builder.Add("conv2d", new { out_channels = 5, kernel = 3, padding = 1 }),
            "unit" => builder.Add("conv2d", new { out_channels = 1, kernel = 1, bias = false }),
            "dilated" => builder.Add("conv2d", new { out_channels = 8, kernel = new[] { 3, 2 }, padding = new[] { 2, 1 }, dilation = 2 }).Add("sigmoid"),
            "twice" => builder.Add("conv2d", new { out_channels = 7, kernel = 3 }).Add("relu").Add("conv2d", new { out_channels = 2, kernel = new[] { 1, 2 } }),
            "normalised and pooled" => builder.Add("conv2d", new { out_channels = 6, kernel = new[] { 3, 2 }, padding = new[] { 1, 0 }, bias = false }).Add("batch_norm").Add("relu").Add("max_pool2d", new { kernel = 2 }),
            "transposed" => builder.Add("conv_transpose2d", new { out_channels = 5, kernel = 4, stride = 2, padding = 1 }),
            "transposed twice" => builder.Add("conv_transpose2d", new { out_channels = 8, kernel = 4, stride = 2, padding = 1 }).Add("relu").Add("conv_transpose2d", new { out_channels = 4, kernel = 4, stride = 2, padding = 1, bias = false }),
            "transposed, three taps" => builder.Add("conv_transpose2d", new { out_channels = 3, kernel = 3, stride = 2, padding = 1, output_padding = 1 }).Add("tanh"),
            "transposed, two taps" => builder.Add("conv_transpose2d", new { out_channels = 8, kernel = 2, stride = 2, bias = false }).Add("batch_norm"),
            "transposed, stride 1" => builder.Add("conv_transpose2d", new { out_channels = 3, kernel = 3 }),
            "transposed, rows alone" => builder.Add("conv_transpose2d", new { out_channels = 3, kernel = new[] { 5, 3 }, stride = new[] { 3, 1 } }),
            "transposed, odd width" => builder.Add("conv_transpose2d", new { out_channels = 3, kernel = 3, stride = 2 }),
            "transposed, then a sum" => builder.Add("conv_transpose2d", new { out_channels = 4, kernel = 4, stride = 2, padding = 1 }).Add("relu").Add("conv2d", new { out_channels = 3, kernel = 3, padding = 1 }),
            _ => throw new ArgumentException(kind),
        };
    }
}
