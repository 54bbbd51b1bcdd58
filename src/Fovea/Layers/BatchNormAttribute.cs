namespace Fovea;

/// <summary>What the two batch normalisations share.</summary>
public abstract class BatchNormAttribute : LayerAttribute
{
    /// <summary>Added to the variance, at least 0. Default 1e-5.</summary>
    public double Eps { get; set; } = 1e-5;

    /// <summary>How fast the running statistics follow, from 0 to 1. Default 0.1.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Whether there are a trained weight and bias for each channel. Default true.</summary>
    public bool Affine { get; set; } = true;
}

/// <summary>
/// Per channel of an image, (x − mean)/√(variance + eps) · weight + bias: in training with the batch's statistics, else with the running ones,
/// which take the unbiased variance. Needs more than one value per channel in training. <c>torch.nn.BatchNorm2d</c>.
/// </summary>
public sealed class BatchNorm2dAttribute : BatchNormAttribute;

/// <summary>Per feature of a vector, as <see cref="BatchNorm2dAttribute"/>. <c>torch.nn.BatchNorm1d</c>.</summary>
public sealed class BatchNorm1dAttribute : BatchNormAttribute;
