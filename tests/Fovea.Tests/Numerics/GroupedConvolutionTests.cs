using System.Reflection;

namespace Fovea.Tests.Numerics;

/// <summary>Grouped convolutions in blocks, each group of whole blocks of sixteen channels, beside the reference: with threads that share the groups of an image, and with what is fused into them.</summary>
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
    public void TheyAgreeWithTheReference(string kind, string? winograd)
    {
        GraphBuilder builder = Build(kind);
        string type = "Grouped" + winograd;
        Declaration declaration = DeclarationWriter.Write(builder.Build(1), LayerNetworks.Dot, type, Purpose.Differentiation);
        CompiledNetwork network = NetworkCompiler.Compile([declaration], lints: false, oneWidth: true, new LayoutOptions("Blocked", winograd))[type];
        // Only kernels of blocks read packed weights.
        Assert.NotEqual(0, network.Type.GetNestedType("FoveaProgram", BindingFlags.NonPublic)!.GetProperty("TrainingPackedLength")!.GetValue(null));
        Sample sample = Sample.Draw(builder, LayerNetworks.Dot, 3, seed: 3);
        foreach (int threads in (int[])[1, 2])
        {
            NetworkInstance instance = network.Create();
            instance.Network.MaxDegreeOfParallelism = threads;
            Comparison.Check(sample, declaration, instance);
        }
        network.AssertNoWarnings();
    }

    // Enough work in each for threads to share it.
    private static GraphBuilder Build(string kind)
    {
        GraphBuilder builder = new GraphBuilder(32, 14, 12).Add("tanh");
        string before = builder.Last;
        switch (kind)
        {
            case "sum": return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 2 }).Add("tanh");
            case "stride": return builder.Add("conv2d", new { out_channels = 96, kernel = new[] { 5, 3 }, stride = 2, padding = 1, groups = 2, bias = false });
            case "unit": return builder.Add("conv2d", new { out_channels = 256, kernel = 1, groups = 2 }).Add("relu");
            case "normalised and added":
                return builder.Add("conv2d", new { out_channels = 32, kernel = 3, padding = 1, groups = 2, bias = false }).Add("batch_norm").Add("add", null, builder.Last, before).Add("relu");
            case "pooled": return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 2 }).Add("relu").Add("max_pool2d", new { kernel = 2 });
            default:
                string one = builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 2, dilation = 2, groups = 2 }, before).Last;
                return builder.Add("conv2d", new { out_channels = 64, kernel = 3, padding = 1, groups = 2 }, before).Add("add", null, one, builder.Last);
        }
    }
}
