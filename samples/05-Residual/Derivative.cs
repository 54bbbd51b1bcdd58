using Fovea;

namespace Residual;

/// <summary>The output itself as the loss: what comes back are the output's derivatives.</summary>
internal readonly struct Derivative : ILoss
{
    /// <summary>∂output/∂weights and ∂output/∂x of a network of one number.</summary>
    public static (float[] Weights, float Input) Of<T>(T network, float x) where T : class, IDifferentiable<T>
    {
        var loss = new Derivative();
        float[] weights = new float[network.ParameterCount], input = new float[1];
        network.BackwardFrom([x], ref loss, weights, input);
        return (weights, input[0]);
    }

    public float Evaluate(ReadOnlySpan<float> output, Span<float> outputGradient)
    {
        outputGradient.Fill(1);
        return output[0];
    }
}
