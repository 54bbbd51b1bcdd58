namespace Fovea;

/// <summary>
/// x/(k + alpha/size · Σ x²)^beta, where the sum is over size neighbouring channels of the same pixel; past the ends there are zeros, which count.
/// <c>torch.nn.LocalResponseNorm</c>.
/// </summary>
public sealed class LocalResponseNormAttribute : LayerAttribute
{
    /// <summary>Over so many channels.</summary>
    /// <param name="size">At least 1: size/2 channels before, the channel itself, (size − 1)/2 after.</param>
    public LocalResponseNormAttribute(int size) => _ = size;

    /// <summary>How strongly neighbours count. Default 1e−4.</summary>
    public double Alpha { get; set; } = 1e-4;

    /// <summary>The exponent. Default 0.75.</summary>
    public double Beta { get; set; } = 0.75;

    /// <summary>What is added to the sum. Default 1.</summary>
    public double K { get; set; } = 1;
}
