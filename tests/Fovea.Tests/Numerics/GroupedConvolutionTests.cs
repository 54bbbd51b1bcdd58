namespace Fovea.Tests.Numerics;

/// <summary>Grouped convolutions in blocks beside the reference: groups of whole blocks of sixteen channels and smaller ones side by side, with threads that share the groups of an image, and with what is fused into them.</summary>
public sealed class GroupedConvolutionTests
{
    [Theory]
    [InlineData("sum", "Never")]
    [InlineData("sum", "Always")]
    [InlineData("stride", null)]
    [InlineData("unit", null)]
    [InlineData("normalised and added", "Never")]
    [InlineData("normalised and added", "Always")]
    [InlineData("pooled", "Never")]
    [InlineData("pooled", "Always")]
    [InlineData("twice", null)]
    [InlineData("four and eight", "Never")]
    [InlineData("four and eight", "Always")]
    [InlineData("one and two", null)]
    [InlineData("no whole blocks", null)]
    [InlineData("one each", null)]
    [InlineData("first", null)]
    [InlineData("transposed", null)]
    [InlineData("transposed four and eight", null)]
    [InlineData("transposed, no whole blocks", null)]
    public void TheyAgreeWithTheReference(string kind, string? winograd)
    {
        new LaidOutNetwork(Build(kind), new LayoutOptions("Blocked", winograd, "Always")).Check(3, seed: 3, [1, 2]);
    }

    private static GraphBuilder Build(string kind)
    {
        if (kind == "first") return new GraphBuilder(4, 14, 12).Add("conv2d", new { out_channels = 64, kernel = 3, groups = 2 });
        GraphBuilder builder = new GraphBuilder(kind.EndsWith("no whole blocks") ? 20 : 32, 14, 12).Add("tanh");
        string before = builder.Last;
        switch (kind)
        {
            case "sum": return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 2 }).Add("tanh");
            case "stride": return builder.Add("conv2d", new { out_channels = 96, kernel = new[] { 5, 3 }, stride = 2, padding = 1, groups = 2, bias = false });
            case "unit": return builder.Add("conv2d", new { out_channels = 256, kernel = 1, groups = 2 }).Add("relu");
            case "normalised and added":
                return builder.Add("conv2d", new { out_channels = 32, kernel = 3, padding = 1, groups = 2, bias = false }).Add("batch_norm").Add("add", null, builder.Last, before).Add("relu");
            case "pooled": return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 2 }).Add("relu").Add("max_pool2d", new { kernel = 2 });
            case "four and eight": return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 8 }).Add("batch_norm").Add("relu");
            case "one and two": return builder.Add("conv2d", new { out_channels = 64, kernel = 3, groups = 32, bias = false });
            case "no whole blocks": return builder.Add("conv2d", new { out_channels = 30, kernel = new[] { 3, 2 }, groups = 5 });
            case "one each": return builder.Add("conv2d", new { out_channels = 32, kernel = 3, stride = 2, padding = 1, groups = 32 });
            case "transposed": return builder.Add("conv_transpose2d", new { out_channels = 64, kernel = 4, stride = 2, padding = 1, groups = 2 }).Add("tanh");
            case "transposed four and eight": return builder.Add("conv_transpose2d", new { out_channels = 64, kernel = 3, stride = 2, groups = 8, bias = false }).Add("batch_norm").Add("relu");
            case "transposed, no whole blocks": return builder.Add("conv_transpose2d", new { out_channels = 30, kernel = new[] { 3, 2 }, groups = 5 });
            default:
                string one = builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 2, dilation = 2, groups = 2 }, before).Last;
                return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 2 }, before).Add("add", null, one, builder.Last);
        }
    }
}
