namespace Fovea.Tests.Numerics;

/// <summary>Winograd's algorithm for 3×3 convolutions in blocks, beside sums in double precision.</summary>
public sealed class WinogradTests
{
    [Theory]
    [InlineData(16, 16, 12, 12, 1)]
    [InlineData(64, 64, 14, 14, 1)]
    [InlineData(40, 72, 7, 9, 1)]
    [InlineData(33, 20, 11, 6, 0)]
    [InlineData(128, 48, 5, 5, 2)]
    [InlineData(16, 16, 5, 57, 1)]
    [InlineData(16, 16, 66, 1000, 1)] // so large that it asks for what comes
    [InlineData(24, 16, 66, 700, 1)]
    public void ItIsAsExactAsTheSum(int inputs, int outputs, int height, int width, int padding)
    {
        (double direct, double directGradient, _) = Errors(inputs, outputs, height, width, padding, "", "Never");
        (double winograd, double winogradGradient, _) = Errors(inputs, outputs, height, width, padding, "", "Always");
        TestContext.Current.TestOutputHelper?.WriteLine($"Root mean square of the error, relative to the output's: direct {direct:E2}, Winograd {winograd:E2}; of the input's gradient {directGradient:E2}, {winogradGradient:E2}.");
        Assert.NotEqual(direct, winograd);
        Assert.True(winograd <= 1.25 * direct, $"Winograd {winograd:E2}, direct {direct:E2}.");
        Assert.True(winogradGradient <= 1.25 * directGradient, $"Winograd's gradient {winogradGradient:E2}, direct {directGradient:E2}.");
    }

    /// <summary>On small maps, whose sums are short, the transforms' roundings would show: there a gradient of weights stays a sum.</summary>
    [Theory]
    [InlineData(16, 16, 9, 9, 1, false)]
    [InlineData(40, 72, 7, 9, 1, false)]
    [InlineData(16, 16, 10, 10, 1, true)]
    [InlineData(24, 40, 13, 13, 0, true)]
    [InlineData(16, 16, 12, 12, 1, true)]
    [InlineData(64, 64, 14, 14, 1, true)]
    [InlineData(33, 20, 21, 16, 2, true)]
    public void TheGradientOfWeightsIsAsExactAsTheSum(int inputs, int outputs, int height, int width, int padding, bool isTransformed)
    {
        (_, _, double direct) = Errors(inputs, outputs, height, width, padding, "", "Never");
        (_, _, double winograd) = Errors(inputs, outputs, height, width, padding, "", null);
        TestContext.Current.TestOutputHelper?.WriteLine($"Root mean square of the error, relative to the gradient's: direct {direct:E2}, Winograd {winograd:E2}.");
        Assert.Equal(isTransformed, direct != winograd);
        Assert.True(winograd <= 1.25 * direct, $"Winograd {winograd:E2}, direct {direct:E2}.");
    }

    /// <summary>Sizes that leave each number of rows and columns after whole tiles, and fewer than a tile. The factors of F(4×4, 3×3) cost precision, but not more than that.</summary>
    [Theory]
    [InlineData(16, 16, 12, 12, 1)]
    [InlineData(64, 64, 14, 17, 1)]
    [InlineData(40, 72, 7, 9, 1)]
    [InlineData(33, 20, 11, 6, 0)]
    [InlineData(128, 48, 5, 5, 2)]
    [InlineData(16, 32, 21, 19, 1)]
    [InlineData(16, 16, 4, 30, 1)]
    [InlineData(16, 16, 6, 53, 1)]
    public void LargeTilesAreLessExact(int inputs, int outputs, int height, int width, int padding)
    {
        const double Most = 2.5e-6;
        (double output, double gradient, _) = Errors(inputs, outputs, height, width, padding, ", Winograd = Winograd.F4x4", null);
        (double exact, double exactGradient, _) = Errors(inputs, outputs, height, width, padding, ", Winograd = Winograd.Never", null);
        TestContext.Current.TestOutputHelper?.WriteLine($"Root mean square of the error, relative to the numbers': output {output:E2}, input's gradient {gradient:E2}; the sum's {exact:E2}, {exactGradient:E2}.");
        Assert.InRange(output, 2 * exact, Most);
        Assert.InRange(gradient, 2 * exactGradient, Most);
    }

    /// <summary>One image, by one thread and by several that share groups of rows × spans of outputs: of a group, each thread transforms the inputs once.</summary>
    [Theory]
    [InlineData("groups of two sizes", 16, 128, 40, 18)]
    [InlineData("one group, spans of two sizes", 32, 128, 7, 7)]
    [InlineData("one group", 32, 256, 12, 12)]
    public void ThreadsShareAnImage(string kind, int inputs, int outputs, int height, int width)
    {
        GraphBuilder builder = new GraphBuilder(inputs, height, width).Add("conv2d", new { out_channels = outputs, kernel = 3, padding = 1 }).Add("tanh");
        var network = new LaidOutNetwork(builder, new LayoutOptions("Blocked", "Always", "Always"));
        TestContext.Current.TestOutputHelper?.WriteLine(kind);
        network.Check(1, seed: 3, [1, 2, 3]);
    }

    private static (double Output, double InputGradient, double WeightGradient) Errors(int inputs, int outputs, int height, int width, int padding, string argument, string? option)
    {
        string type = $"Exact{option}";
        var declaration = Declaration.Of(type, $"[Network({inputs}, {height}, {width}{argument})]\n[Conv2d({outputs}, 3, Padding = {padding})]\npublic sealed partial class {type};");
        NetworkInstance instance = NetworkCompiler.Compile([declaration], lints: false, oneWidth: true, new LayoutOptions("Blocked", option))[type].Create();
        var random = new Random(1);
        int rows = height + 2 * padding - 2, columns = width + 2 * padding - 2;
        Tensor x = Draw.Normal(random, [1, inputs, height, width]), w = Draw.Normal(random, [outputs, inputs, 3, 3]), b = Draw.Normal(random, [outputs]), dy = Draw.Normal(random, [1, outputs, rows, columns]);
        instance.Write("conv1.weight", w);
        instance.Write("conv1.bias", b);
        var loss = new DotLoss(dy);
        float[] gradients = new float[instance.Network.ParameterCount], dx = new float[inputs * height * width];
        instance.BackwardFrom(x.ToSingle(), ref loss, gradients, dx);
        double[] sums = new double[outputs * rows * columns], gradientSums = new double[dx.Length], weightSums = new double[outputs * inputs * 9];
        for (int o = 0, at = 0; o < outputs; o++)
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++, at++)
        {
            sums[at] = b.Data[o];
            for (int c = 0; c < inputs; c++)
            for (int u = 0; u < 3; u++)
            for (int v = 0; v < 3; v++)
            {
                int row = i + u - padding, column = j + v - padding;
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                sums[at] += x[0, c, row, column] * w[o, c, u, v];
                gradientSums[(c * height + row) * width + column] += dy[0, o, i, j] * w[o, c, u, v];
                weightSums[((o * inputs + c) * 3 + u) * 3 + v] += dy[0, o, i, j] * x[0, c, row, column];
            }
        }
        double output = Error(instance.Network.Forward(x.ToSingle()), sums);
        return (Math.Max(output, Error(loss.Output, sums)), Error(dx, gradientSums), Error(gradients[..weightSums.Length], weightSums));
    }

    private static double Error(float[] values, double[] sums) =>
        Math.Sqrt(values.Zip(sums, (value, sum) => (value - sum) * (value - sum)).Sum() / sums.Sum(sum => sum * sum));
}
