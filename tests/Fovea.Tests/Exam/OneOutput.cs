namespace Fovea.Tests.Exam;

/// <summary>One number of the output as the loss, so that gradients are its derivatives.</summary>
internal readonly struct OneOutput(int index) : ILoss
{
    public OneOutput(int channel, int y, int x, Shape shape)
        : this((channel * shape.Height + y) * shape.Width + x)
    {
    }

    public float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
    {
        outputGradient[index] = 1;
        return output[index];
    }
}
