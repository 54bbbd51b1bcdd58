namespace Fovea;

/// <summary>
/// (x − mean)/deviation with constants of the network, one of each for every channel or one for all: what training saw is what shipping sees.
/// <c>torchvision.transforms.Normalize</c>.
/// </summary>
/// <remarks>Errors: there are neither one nor as many constants as channels (FOV1020), a deviation is 0 (FOV0008).</remarks>
public sealed class NormalizeAttribute : LayerAttribute
{
    /// <summary>Subtracts these.</summary>
    /// <param name="mean">A number for each channel or feature, or one for all.</param>
    public NormalizeAttribute(params double[] mean) => _ = mean;

    /// <summary>Divides by these: a number for each channel or feature, or one for all; none is 0. Default 1.</summary>
    public double[]? Deviation { get; set; }
}
