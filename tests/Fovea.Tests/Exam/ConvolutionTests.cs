using Fovea.Tests.Networks.Exam;

namespace Fovea.Tests.Exam;

/// <summary>Questions A to D of the exam (docs/exam.md): filters, sizes, weights, receptive fields. All numbers are the exam's or counted on paper.</summary>
public sealed class ConvolutionTests
{
    // Two bright columns, two dark ones.
    private static readonly float[] Edge = [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0];

    // Two bright rows, two dark ones.
    private static readonly float[] Horizon = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void A_ABlurIsTheMeanOfNine()
    {
        float[] blurred = new Blur().Forward(Edge);
        float[] ninths = [4, 4, 2, 0, 6, 6, 3, 0, 6, 6, 3, 0, 4, 4, 2, 0];
        for (int i = 0; i < 16; i++) Assert.Equal(ninths[i] / 9, blurred[i], 1e-6f);
    }

    [Fact]
    public void A_VerticalEdgesAreSeen_AndHorizontalOnesAreNot()
    {
        var edges = new VerticalEdges();
        Assert.Equal([0, 2, 0, 0, 2, 0, 0, 2, 0], edges.Forward(Edge));
        Assert.Equal(new float[9], edges.Forward(Horizon));
    }

    [Fact]
    public void B_FiveFiltersOfSeven() => Assert.Equal(Shape.Image(5, 8, 8), FiveFilters.OutputShape);

    /// <summary>The exam writes (3, 4, 5, 5), in before out; PyTorch and Fovea write out before in.</summary>
    [Fact]
    public void C_TheWeightTensor()
    {
        ParameterInfo weight = ColourFilters.ParameterInfos[0];
        Assert.Equal([4, 3, 5, 5], weight.Dimensions.ToArray());
        Assert.Equal(["out", "in", "height", "width"], weight.DimensionNames.ToArray());
        Assert.Equal(300, weight.Length);
    }

    [Fact]
    public void C_AWeightInTheExamsOrder()
    {
        // The exam's tensor has one weight that is not 0: from channel 2 to filter 1, row 3, column 4.
        float[] examsOrder = new float[300];
        examsOrder[((2 * 4 + 1) * 5 + 3) * 5 + 4] = 1;
        var network = new ColourFilters();
        network.Conv1Bias.Clear();
        for (int from = 0; from < 3; from++)
        {
            for (int to = 0; to < 4; to++) examsOrder.AsSpan((from * 4 + to) * 25, 25).CopyTo(network.Conv1Weight[((to * 3 + from) * 25)..]);
        }
        float[] image = new float[3 * 9 * 9];
        image[2 * 81 + 3 * 9 + 4] = 7;
        float[] output = network.Forward(image);
        Assert.Equal(7, output[25]);
        Assert.Equal(7, output.Sum());
    }

    [Fact]
    public void D_ReceptiveFields()
    {
        Assert.Equal("7×7", Sees(ThreeLayers.Layers));
        Assert.Equal("1×1", Sees(OnePixel.Layers));
        Assert.Equal("224×224", Sees(WholeImage.Layers));
        Assert.Equal("224×224", Sees(WholeKernel.Layers));

        static string Sees(ReadOnlySpan<LayerInfo> layers) => layers[^1].ReceptiveField.ToString();
    }

    /// <summary>What the table says is so: of an image, one output depends on exactly these pixels.</summary>
    [Fact]
    public void D_ThreeLayersOfThreeDependOnSevenBySevenPixels()
    {
        var network = new ThreeLayers(seed: 1);
        // All weights positive, so that no ReLU hides a pixel.
        foreach (ref float weight in network.Parameters) weight = Math.Abs(weight) + 0.01f;
        var loss = new OneOutput(channel: 2, y: 100, x: 50, ThreeLayers.OutputShape);
        float[] image = new float[3 * 224 * 224], gradient = new float[image.Length];
        Array.Fill(image, 1);
        network.BackwardFrom(image, ref loss, new float[ThreeLayers.ParameterCount], gradient);
        (int, int)[] seen = [.. Enumerable.Range(0, gradient.Length).Where(i => gradient[i] != 0).Select(i => (i % (224 * 224) / 224, i % 224)).Distinct()];
        Assert.Equal(49, seen.Length);
        Assert.All(seen, pixel => Assert.True(pixel is (>= 100 and <= 106, >= 50 and <= 56)));
    }
}
