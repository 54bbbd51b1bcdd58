using Fovea.Generators.Emission;

namespace Fovea.Generators.Losses;

/// <summary>What a loss reads and writes, in lanes.</summary>
/// <param name="Output">The network's output.</param>
/// <param name="Gradient">Its gradient.</param>
/// <param name="Scratch">What the loss uses and forgets.</param>
/// <param name="IsSpread">Whether the lanes are sixteen stretches of each plane of one image, rather than images.</param>
internal sealed record LossMaps(Map Output, Map Gradient, string Scratch, bool IsSpread)
{
    /// <summary>How many of the lanes count.</summary>
    public string Count => IsSpread ? $"{Map.Pixel}" : "chunk.Count";
}
