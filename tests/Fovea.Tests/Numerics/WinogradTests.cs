namespace Fovea.Tests.Numerics;

/// <summary>Winograd's algorithm for 3×3 convolutions in blocks: as exact as the sum that it stands for.</summary>
public sealed class WinogradTests
{
    [Theory]
    [InlineData(16, 16, 12, 12, 1)]
    [InlineData(64, 64, 14, 14, 1)]
    [InlineData(40, 72, 7, 9, 1)]
    [InlineData(33, 20, 11, 6, 0)]
    [InlineData(128, 48, 5, 5, 2)]
    public void ItIsAsExactAsTheSum(int inputs, int outputs, int height, int width, int padding)
    {
        double direct = Error("Never"), winograd = Error("Always");
        TestContext.Current.TestOutputHelper?.WriteLine($"Root mean square of the error, relative to the output's: direct {direct:E2}, Winograd {winograd:E2}.");
        Assert.NotEqual(direct, winograd);
        Assert.True(winograd <= 1.25 * direct, $"Winograd {winograd:E2}, direct {direct:E2}.");

        double Error(string use)
        {
            string type = $"Exact{use}";
            var declaration = Declaration.Of(type, $"[Network({inputs}, {height}, {width})]\n[Conv2d({outputs}, 3, Padding = {padding})]\npublic sealed partial class {type};");
            NetworkInstance instance = NetworkCompiler.Compile([declaration], lints: false, oneWidth: true, new LayoutOptions("Blocked", use))[type].Create();
            var random = new Random(1);
            Tensor x = Draw.Normal(random, [1, inputs, height, width]), w = Draw.Normal(random, [outputs, inputs, 3, 3]), b = Draw.Normal(random, [outputs]);
            instance.Write("conv1.weight", w);
            instance.Write("conv1.bias", b);
            float[] y = instance.Network.Forward(x.ToSingle());
            double error = 0, square = 0;
            for (int o = 0, at = 0; o < outputs; o++)
            for (int i = 0; i < height + 2 * padding - 2; i++)
            for (int j = 0; j < width + 2 * padding - 2; j++, at++)
            {
                double sum = b.Data[o];
                for (int c = 0; c < inputs; c++)
                for (int u = 0; u < 3; u++)
                for (int v = 0; v < 3; v++)
                {
                    int row = i + u - padding, column = j + v - padding;
                    if (row >= 0 && row < height && column >= 0 && column < width) sum += x[0, c, row, column] * w[o, c, u, v];
                }
                error += (y[at] - sum) * (y[at] - sum);
                square += sum * sum;
            }
            return Math.Sqrt(error / square);
        }
    }
}
