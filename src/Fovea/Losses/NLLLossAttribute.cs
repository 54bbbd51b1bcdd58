namespace Fovea;

/// <summary>
/// Negative log-likelihood of integer labels, from log-probabilities: −w[t]·y[t], for each image of a vector output, or each pixel of an image output
/// (labels in order N×H×W). The mean is over the labels that are not ignored, Σwℓ/Σw; where all are, it is NaN and its gradient 0. <c>torch.nn.NLLLoss</c>.
/// Put <see cref="LogSoftmaxAttribute"/> before it, or use <see cref="CrossEntropyLossAttribute"/> instead of both.
/// </summary>
/// <remarks>Errors: the output has fewer than two classes, or not as many as there are class weights (FOV1008).</remarks>
public sealed class NLLLossAttribute : LossAttribute
{
    /// <summary>A label that counts for nothing. Default −100, as PyTorch's.</summary>
    public int IgnoreIndex { get; set; } = -100;

    /// <summary>A weight for each class, at least 0. All 1 by default.</summary>
    public double[]? ClassWeights { get; set; }
}
