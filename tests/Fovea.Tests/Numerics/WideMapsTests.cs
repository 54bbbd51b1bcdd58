using System.Text.RegularExpressions;

namespace Fovea.Tests.Numerics;

/// <summary>Winograd's algorithm on maps so wide that a row of tiles is worked on in parts, beside the reference: parts of one size and of two, last tiles that are not whole, and threads that share parts of a row.</summary>
public sealed partial class WideMapsTests
{
    [Theory]
    [InlineData("equal parts", 16, 16, 6, 56)]
    [InlineData("unequal parts", 16, 16, 5, 58)]
    [InlineData("the last tile has one column", 16, 16, 5, 57)]
    [InlineData("many parts", 16, 16, 4, 98)]
    [InlineData("no padding", 16, 16, 6, 63)]
    [InlineData("much padding", 16, 16, 4, 55)]
    [InlineData("two blocks", 32, 32, 4, 58)]
    [InlineData("fewer inputs than outputs", 20, 56, 3, 56)]
    [InlineData("spans of outputs", 16, 320, 3, 58)]
    [InlineData("more inputs than outputs", 24, 8, 4, 52)]
    [InlineData("four blocks", 64, 64, 3, 194)]
    [InlineData("normalised, added and pooled", 16, 16, 6, 60)]
    [InlineData("large tiles", 16, 16, 6, 58)]
    [InlineData("large tiles, two blocks", 24, 32, 5, 75)]
    public void TheyAgreeWithTheReference(string kind, int inputs, int outputs, int height, int width)
    {
        string algorithm = kind.StartsWith("large tiles", StringComparison.Ordinal) ? "F4x4" : "Always";
        foreach (string sharing in (string[])["Never", "Always"])
        {
            var network = new LaidOutNetwork(Build(kind, inputs, outputs, height, width), new LayoutOptions("Blocked", algorithm, sharing));
            Assert.Contains(network.Methods, method => Part().IsMatch(method));
            network.Check(2, seed: 7, [1, 2]);
        }
    }

    private static GraphBuilder Build(string kind, int inputs, int outputs, int height, int width)
    {
        GraphBuilder builder = new GraphBuilder(inputs, height, width).Add("tanh");
        string before = builder.Last;
        int padding = kind switch { "no padding" => 0, "much padding" => 2, _ => 1 };
        return kind == "normalised, added and pooled"
            ? builder.Add("conv2d", new { out_channels = outputs, kernel = 3, padding, bias = false }).Add("batch_norm").Add("add", null, builder.Last, before).Add("relu")
                .Add("conv2d", new { out_channels = outputs, kernel = 3, padding }).Add("relu").Add("max_pool2d", new { kernel = 2 })
            : builder.Add("conv2d", new { out_channels = outputs, kernel = 3, padding });
    }

    [GeneratedRegex("WinogradInput4?_.*_Part")]
    private static partial Regex Part();
}
