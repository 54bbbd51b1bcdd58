namespace Fovea;

/// <summary>
/// Turns pixels into channels: y[c·r² + u·r + v, i, j] = x[c, i·r + u, j·r + v]. Output: C·r² channels, n/r in each direction. <c>torch.nn.PixelUnshuffle</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), its size is left to run time (FOV1004), r does not divide it (FOV1014).</remarks>
public sealed class PixelUnshuffleAttribute : LayerAttribute
{
    /// <summary>By one factor in both directions.</summary>
    /// <param name="factor">r, at least 1.</param>
    public PixelUnshuffleAttribute(int factor) => _ = factor;
}
