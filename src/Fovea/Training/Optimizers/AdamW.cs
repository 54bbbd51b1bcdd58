namespace Fovea;

/// <summary>Adam with decoupled weight decay, as PyTorch's <c>AdamW</c>: parameters shrink by learning rate × decay before each step.</summary>
/// <param name="learningRate">The learning rate.</param>
/// <param name="beta1">How much of the mean gradient is kept, 0 to below 1.</param>
/// <param name="beta2">How much of the mean squared gradient is kept, 0 to below 1.</param>
/// <param name="epsilon">What keeps the division from zero.</param>
/// <param name="weightDecay">The weight decay.</param>
/// <param name="amsgrad">Whether to divide by the largest mean squared gradient so far (Reddi et al., "On the Convergence of Adam and Beyond", 2018).</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
public sealed class AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01, bool amsgrad = false)
    : Adam(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, decoupled: true);
