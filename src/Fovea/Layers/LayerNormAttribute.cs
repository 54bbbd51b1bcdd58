namespace Fovea;

/// <summary>
/// (x − mean)/√(variance + eps) with the mean and variance of a whole image or vector, then a trained weight and bias of the input's own shape.
/// <c>torch.nn.LayerNorm</c> with a <c>normalized_shape</c> of [channels, height, width] or [features].
/// </summary>
/// <remarks>Errors: Affine on an image whose size is left to run time (FOV1022). Warning: the input is a single number (FOV2018).</remarks>
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>What is added to the variance, at least 0. Default 1e−5.</summary>
    public double Eps { get; set; } = 1e-5;

    /// <summary>Whether there are a trained weight and bias, PyTorch's <c>elementwise_affine</c>. Default true.</summary>
    public bool Affine { get; set; } = true;
}
