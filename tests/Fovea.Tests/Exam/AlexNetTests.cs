using Fovea.Tests.Networks.Exam;

namespace Fovea.Tests.Exam;

/// <summary>Question J of the exam (docs/exam.md): an encoder and its mirror image. What the compiler says of AlexNet itself is in the generator's tests.</summary>
public sealed class AlexNetTests
{
    [Theory]
    [InlineData(256, 256)]
    [InlineData(64, 96)]
    public void J_TheMirrorImageRestoresTheSize(int height, int width)
    {
        Check(new Mirrored(seed: 1), height, width, (network, input, targets, gradients) => network.Backward(input, height, width, targets, gradients));
        Check(new Unpooled(seed: 1), height, width, (network, input, targets, gradients) => network.Backward(input, height, width, targets, gradients));
        Check(new Upsampled(seed: 1), height, width, (network, input, targets, gradients) => network.Backward(input, height, width, targets, gradients));
    }

    /// <summary>Transposed convolutions come to whole multiples of 32; unpooling remembers the pools' sizes, and comes to multiples of 4.</summary>
    [Fact]
    public void J_OtherSizesAreRoundedUp()
    {
        Assert.Equal(Shape.Image(20, 96, 128), new Mirrored().OutputShapeFor(68, 100));
        Assert.Equal(Shape.Image(20, 96, 128), new Upsampled().OutputShapeFor(68, 100));
        Assert.Equal(Shape.Image(20, 68, 100), new Unpooled().OutputShapeFor(68, 100));
    }

    // Nobody knows anything yet: cross-entropy of 20 classes is about ln 20 = 3.0.
    private static void Check<T>(T network, int height, int width, Func<T, float[], int[], float[], float> backward) where T : IAnySizeNetwork
    {
        Assert.Equal(Shape.Image(20, height, width), network.OutputShapeFor(height, width));
        var random = new Random(1);
        float[] input = [.. Enumerable.Range(0, 3 * height * width).Select(_ => random.NextSingle())], gradients = new float[network.ParameterCount];
        Assert.InRange(backward(network, input, [.. Enumerable.Range(0, height * width).Select(i => i % 20)], gradients), 2.5, 3.5);
        Assert.All(gradients, gradient => Assert.True(float.IsFinite(gradient)));
        Assert.Contains(gradients, gradient => gradient != 0);
    }
}
