using Fovea.Tests.Networks.Exam;

namespace Fovea.Tests.Exam;

/// <summary>Question H of the exam (docs/exam.md): one step of gradient descent, calculated by hand.</summary>
public sealed class BackpropagationTests
{
    private static readonly float[] Image = [1, -0.5f, 2, -2, -2, 1, -1.5f, 1, 1, 0, 0, 0];
    private static readonly float[] Target = [0, 1, 1, 0];
    private static readonly float TwoLogTwo = (float)(2 * Math.Log(2));

    [Fact]
    public void H_Forward() => Assert.Equal([0, 0.5f, 0.5f, 0], New().Forward(Image));

    [Fact]
    public void H_LossAndGradients()
    {
        ByHand network = New();
        float[] gradients = new float[3], output = new float[4], inputGradient = new float[12];
        Assert.Equal(TwoLogTwo, network.Backward(Image, Target, gradients, output, inputGradient), 1e-6f);
        Assert.Equal([0, 0.5f, 0.5f, 0], output);
        Assert.Equal([-3, 1, 0], gradients);
        Assert.Equal([0, -2, -2, 0, 0, -2, -2, 0, 0, -2, -2, 0], inputGradient);
    }

    [Fact]
    public void H_OneStepWithLearningRateOne()
    {
        ByHand network = New();
        float[] gradients = new float[3];
        network.Backward(Image, Target, gradients);
        new Sgd(learningRate: 1).Step(network.Parameters, gradients);
        Assert.Equal([4, 0, 1], network.ReadParameters());
        Assert.Equal([5, 0, 8, 0], network.Forward(Image));
    }

    /// <summary>With −Σ t·log s alone as the loss, 0·log 0 being 0, it is the same: where t is 0, s is 0, and log(1 − s) adds nothing.</summary>
    [Fact]
    public void H_WithTheTermsOfTheTargetsAlone()
    {
        ByHand network = New();
        float[] gradients = new float[3];
        var loss = new TargetTerms(Target);
        Assert.Equal(TwoLogTwo, network.BackwardFrom(Image, ref loss, gradients), 1e-6f);
        Assert.Equal([-3, 1, 0], gradients);
    }

    /// <summary>Each of the four outputs has a weight for each of the twelve inputs, three of them w. Their gradients, added up where w stands, are the convolution's.</summary>
    [Fact]
    public void H_AsALinearLayer()
    {
        var network = new ByHandLinear();
        network.Parameters.Clear();
        for (int pixel = 0; pixel < 4; pixel++)
        {
            for (int channel = 0; channel < 3; channel++) network.Linear1Weight[pixel * 12 + channel * 4 + pixel] = 1;
        }
        Assert.Equal([0, 0.5f, 0.5f, 0], network.Forward(Image));
        float[] gradients = new float[48];
        Assert.Equal(TwoLogTwo, network.Backward(Image, Target, gradients), 1e-6f);
        Assert.Equal([-3, 1, 0], Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 4).Sum(pixel => gradients[pixel * 12 + channel * 4 + pixel])));
        // Of the outputs whose maximum is the padding, nothing comes back.
        Assert.All(gradients.Take(12).Concat(gradients.Skip(36)), gradient => Assert.Equal(0, gradient));
    }

    /// <summary>PyTorch pads its max pooling with −∞. The exam's zeros are <c>PaddingMode = PadMode.Zero</c>.</summary>
    [Fact]
    public void H_PyTorchsPaddingNeverWins()
    {
        var network = new ByHandInPyTorch();
        network.Conv1Weight.Fill(1);
        Assert.Equal([0, 0.5f, 0.5f, -1], network.Forward(Image));
    }

    private static ByHand New()
    {
        var network = new ByHand();
        network.Conv1Weight.Fill(1);
        return network;
    }

    private readonly struct TargetTerms(float[] target) : ILoss
    {
        public float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
        {
            double loss = 0;
            for (int i = 0; i < output.Length; i++)
            {
                if (target[i] == 0) continue;
                loss -= target[i] * Math.Log(output[i]);
                outputGradient[i] = -target[i] / output[i];
            }
            return (float)loss;
        }
    }
}
