namespace Fovea;

/// <summary>
/// (x − mean)/√(variance + eps) with the mean and variance of each group of channels of one image, then a trained weight and bias of [channels].
/// In training and outside it the same. <c>torch.nn.GroupNorm</c>.
/// </summary>
/// <remarks>Errors: the groups do not divide the channels (FOV1005). Warning: a group is a single number (FOV2018).</remarks>
public sealed class GroupNormAttribute : LayerAttribute
{
    /// <summary>With so many groups.</summary>
    /// <param name="groups">At least 1; divides the input's channels or features.</param>
    public GroupNormAttribute(int groups) => _ = groups;

    /// <summary>What is added to the variance, at least 0. Default 1e−5.</summary>
    public double Eps { get; set; } = 1e-5;

    /// <summary>Whether there are a trained weight and bias. Default true.</summary>
    public bool Affine { get; set; } = true;
}
