namespace Fovea;

/// <summary>
/// (x − mean)/√(variance + eps) with the mean and variance of each channel of one image, in training and outside it the same. <c>torch.nn.InstanceNorm2d</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), or has one pixel a channel (FOV1021).</remarks>
public sealed class InstanceNorm2dAttribute : LayerAttribute
{
    /// <summary>What is added to the variance, at least 0. Default 1e−5.</summary>
    public double Eps { get; set; } = 1e-5;

    /// <summary>Whether a trained weight and bias of [channels] follow. Default false, as PyTorch's.</summary>
    public bool Affine { get; set; }
}
