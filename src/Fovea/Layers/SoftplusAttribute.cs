namespace Fovea;

/// <summary>log(1 + exp(beta · x))/beta, and x itself where beta · x is above the threshold, number by number. <c>torch.nn.Softplus</c>.</summary>
/// <remarks>Errors: beta is not above 0 (FOV0008).</remarks>
public sealed class SoftplusAttribute : LayerAttribute
{
    /// <summary>With this sharpness.</summary>
    /// <param name="beta">Above 0. Default 1.</param>
    /// <param name="threshold">From which beta · x on the function is taken for linear. Default 20.</param>
    public SoftplusAttribute(double beta = 1, double threshold = 20) => _ = (beta, threshold);
}
