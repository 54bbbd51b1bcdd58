namespace Fovea;

/// <summary>
/// Softmax and negative log-likelihood of integer labels: −w[t]·log softmax(y)[t], for each image of a vector output, or each pixel of an image output
/// (labels in order N×H×W). The mean is over the labels that are not ignored, Σwℓ/Σw. <c>torch.nn.CrossEntropyLoss</c>.
/// </summary>
/// <remarks>Errors: the output has fewer than two classes, or not as many as there are class weights (FOV1008).</remarks>
public sealed class CrossEntropyLossAttribute : LossAttribute
{
    /// <summary>How much of each label is spread over all classes, from 0 to 1. Default 0.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary>A label that counts for nothing. Default −100, as PyTorch's.</summary>
    public int IgnoreIndex { get; set; } = -100;

    /// <summary>A weight for each class, at least 0. All 1 by default.</summary>
    public double[]? ClassWeights { get; set; }
}
