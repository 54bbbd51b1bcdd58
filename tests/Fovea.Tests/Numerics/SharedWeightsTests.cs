using System.Reflection;

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
        GraphBuilder builder = Build(kind);
        Declaration declaration = DeclarationWriter.Write(builder.Build(1), LayerNetworks.Dot, "Wide", Purpose.Differentiation);
        CompiledNetwork network = NetworkCompiler.Compile([declaration], lints: false, oneWidth: true, new LayoutOptions("Blocked", null))["Wide"];
        Type program = network.Type.GetNestedType("FoveaProgram", BindingFlags.NonPublic)!;
        int last = (int)program.GetProperty("Segments")!.GetValue(null)! - 1;
        Assert.Equal(8, program.GetMethod("TrainingGroup")!.Invoke(null, [last]));
        foreach (int batch in (int[])[2, 4, 5, 13, 19])
        {
            Sample sample = Sample.Draw(builder, LayerNetworks.Dot, batch, seed: batch);
            foreach (int threads in (int[])[1, 3])
            {
                NetworkInstance instance = network.Create();
                instance.Network.MaxDegreeOfParallelism = threads;
                Comparison.Check(sample, declaration, instance);
            }
        }
        network.AssertNoWarnings();
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
