namespace Fovea.Tests.Numerics;

/// <summary>Fully-connected layers so large that images side by side share a reading of their weights: whole groups of images, and what is left of a batch.</summary>
public sealed class SharedWeightsTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("without bias")]
    [InlineData("with batch normalisation")]
    [InlineData("read twice")]
    [InlineData("whole vectors")]
    public void ImagesSideBySideAgreeWithTheReference(string kind)
    {
        var network = new LaidOutNetwork(Build(kind), new LayoutOptions("Blocked", null));
        int last = (int)network.Program.GetProperty("Segments")!.GetValue(null)! - 1;
        Assert.Equal(8, network.Program.GetMethod("TrainingGroup")!.Invoke(null, [last]));
        foreach (int batch in (int[])[2, 4, 5, 13, 19]) network.Check(batch, seed: batch, [1, 3]);
    }

    // Mostly inputs and outputs that no vector divides.
    private static GraphBuilder Build(string kind)
    {
        // With 400 inputs tiles of five outputs would be the fastest, which no part of the work is a multiple of.
        GraphBuilder builder = new GraphBuilder(kind == "whole vectors" ? 400 : 259).Add("tanh").Add("linear", new { out_features = 1030, bias = kind != "without bias" });
        if (kind == "with batch normalisation") builder.Add("batch_norm");
        string wide = builder.Add("tanh").Last;
        builder.Add("linear", new { out_features = 11 });
        if (kind != "read twice") return builder;
        string one = builder.Last;
        return builder.Add("linear", new { out_features = 11 }, wide).Add("add", null, one, builder.Last);
    }
}
