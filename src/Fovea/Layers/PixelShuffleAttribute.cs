namespace Fovea;

/// <summary>
/// Turns channels into pixels: y[c, i·r + u, j·r + v] = x[c·r² + u·r + v, i, j]. Output: C/r² channels, n·r in each direction. <c>torch.nn.PixelShuffle</c>.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003), r² does not divide the channels (FOV1014).</remarks>
public sealed class PixelShuffleAttribute : LayerAttribute
{
    /// <summary>By one factor in both directions.</summary>
    /// <param name="factor">r, at least 1.</param>
    public PixelShuffleAttribute(int factor) => _ = factor;
}
