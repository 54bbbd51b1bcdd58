namespace Fovea.Tests;

/// <summary>Clipping of gradients.</summary>
public sealed class GradientsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1037)]
    public void Norm_IsTheRootOfTheSquares(int length)
    {
        float[] gradients = Noise(length);
        Assert.Equal(Math.Sqrt(gradients.Sum(gradient => (double)gradient * gradient)), Gradients.Norm(gradients), 1e-12 * length);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(53), InlineData((1 << 20) + 13)] // of the last each thread has a part
    public void Clear_LeavesNoneBut0(int length)
    {
        float[] gradients = new float[length + 2];
        Array.Fill(gradients, 1);
        Gradients.Clear(gradients.AsSpan(1, length));
        Assert.Equal([1, .. new float[length], 1], gradients);
    }

    [Fact]
    public void ClipNorm_ShortensWhatIsTooLong_AndReturnsTheNormBefore()
    {
        float[] gradients = [3, -4];
        Assert.Equal(5, Gradients.ClipNorm(gradients, 2), 1e-12);
        Assert.Equal(2, Gradients.Norm(gradients), 1e-5);
        Assert.Equal(-4.0 / 3, gradients[1] / gradients[0], 1e-6);
    }

    [Fact]
    public void ClipNorm_LeavesWhatIsShortEnough()
    {
        float[] gradients = Noise(33), before = [.. gradients];
        Gradients.ClipNorm(gradients, 1000);
        Assert.Equal(before, gradients);
    }

    [Fact]
    public void ClipNorm_DoesNotHideNaN()
    {
        float[] gradients = [1, float.NaN];
        Assert.True(double.IsNaN(Gradients.ClipNorm(gradients, 1)));
        Assert.All(gradients, gradient => Assert.True(float.IsNaN(gradient)));
    }

    [Fact]
    public void ClipValue_BoundsEach()
    {
        float[] gradients = [-3, -0.5f, 0, 0.5f, 3, float.NaN];
        Gradients.ClipValue(gradients, 1);
        Assert.Equal([-1, -0.5f, 0, 0.5f, 1, float.NaN], gradients);
    }

    [Fact]
    public void WrongLimits_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Gradients.ClipNorm([1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gradients.ClipNorm([1], double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gradients.ClipValue([1], -1));
    }

    private static float[] Noise(int length)
    {
        float[] values = new float[length];
        new Initializer(length).Uniform(values, 1);
        return values;
    }
}
