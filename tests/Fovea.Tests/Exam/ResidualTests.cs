using Fovea.Tests.Networks.Exam;

namespace Fovea.Tests.Exam;

/// <summary>Question E of the exam (docs/exam.md): skip connections and gradients.</summary>
public sealed class ResidualTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.25f)]
    [InlineData(-3f)]
    public void E_TheGradientOfAResidualBlockIsOnePlusItsOwn(float r)
    {
        var network = new OneFactor();
        network.Parameters[0] = r;
        Assert.Equal(1 + r, Derivatives(network, 3).Input);
    }

    /// <summary>Powers of two: every product is exact.</summary>
    [Theory]
    [InlineData(2f, 0.5f, 4f, 0.25f, 3f)]
    [InlineData(1f, 8f, 0.5f, 0.5f, 1f)]
    public void E_TwoResiduals(float w0, float w1, float w2, float w3, float x)
    {
        var network = new TwoResiduals();
        ((float[])[w0, w1, w2, w3]).CopyTo(network.Parameters);
        Assert.Equal((w3 * w2 + 1) * w1 * x, Derivatives(network, x).Weights[0]);
    }

    [Theory]
    [InlineData(2f, 0.5f, 4f, 0.25f, 3f)]
    [InlineData(1f, 8f, 0.5f, 0.5f, 1f)]
    public void E_WithoutSkips(float w0, float w1, float w2, float w3, float x)
    {
        var network = new FourFactors();
        ((float[])[w0, w1, w2, w3]).CopyTo(network.Parameters);
        Assert.Equal(w3 * w2 * w1 * x, Derivatives(network, x).Weights[0]);
    }

    /// <summary>Of ten plain convolutions the first gets less than a thousandth of what the last gets; with skips, all get about as much.</summary>
    [Fact]
    public void E_GradientsVanishInTenPlainConvolutions()
    {
        double[] plain = Norms(new TenPlain(seed: 1)), skipping = Norms(new TenSkipping(seed: 1));
        Assert.True(plain[1] < plain[10] / 1000, $"{plain[1]} of {plain[10]}");
        Assert.True(skipping[1] > skipping[10] / 10, $"{skipping[1]} of {skipping[10]}");
    }

    private static (float[] Weights, float Input) Derivatives<T>(T network, float x) where T : class, IDifferentiable<T>
    {
        var loss = new OneOutput(0);
        float[] weights = new float[network.ParameterCount], input = new float[1];
        network.BackwardFrom([x], ref loss, weights, input);
        return (weights, input[0]);
    }

    // The stem, ten convolutions, the linear layer: the norm of each one's weight gradient.
    private static double[] Norms<T>(T network) where T : class, ITrainable<T, int>
    {
        var random = new Random(1);
        float[] images = new float[32 * 144], gradients = new float[network.ParameterCount];
        foreach (ref float pixel in images.AsSpan()) pixel = random.NextSingle();
        network.Backward(images, [.. Enumerable.Range(0, 32).Select(i => i % 10)], gradients);
        double[] norms = [.. T.ParameterInfos.ToArray().Where(info => info.Dimensions.Length > 1).Select(info => Math.Sqrt(gradients.Skip(info.Offset).Take(info.Length).Sum(value => (double)value * value)))];
        Assert.Equal(12, norms.Length);
        return norms;
    }
}
