using System.ComponentModel;

namespace Fovea;

/// <summary>Draws a network's first parameters; the generated constructor calls it. The same seed gives the same bits on any machine.</summary>
/// <param name="seed">The constructor's seed.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Initializer(int seed)
{
    private Xoshiro256 _random = new(seed);

    /// <summary>Fills a tensor with draws from U(−<paramref name="bound"/>, <paramref name="bound"/>): PyTorch's default with 1/√fan-in.</summary>
    /// <param name="tensor">The tensor to fill.</param>
    /// <param name="bound">The largest magnitude; finite, not negative.</param>
    public void Uniform(Span<float> tensor, double bound)
    {
        if (!(bound >= 0 && double.IsFinite(bound)))
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "A bound is a finite number of at least 0.");
        foreach (ref float value in tensor) value = (float)((2 * _random.NextDouble() - 1) * bound);
    }

    /// <summary>Fills a tensor with one number. Draws nothing.</summary>
    /// <param name="tensor">The tensor to fill.</param>
    /// <param name="value">The number.</param>
    public void Constant(Span<float> tensor, float value) => tensor.Fill(value);
}
