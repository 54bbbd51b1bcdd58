using System.Numerics;

namespace Fovea;

/// <summary>xoshiro256**, seeded by SplitMix64: our own, so that a seed means the same numbers on any machine and any .NET.</summary>
internal struct Xoshiro256
{
    private ulong _s0, _s1, _s2, _s3;

    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the seed's independent sequences: an epoch, say.</param>
    public Xoshiro256(long seed, long stream = 0)
    {
        ulong state = (ulong)seed;
        state = SplitMix(ref state) + (ulong)stream;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias (Lemire's multiplication).</summary>
    public int NextBelow(int bound)
    {
        ulong range = (ulong)bound;
        ulong high = Math.BigMul(Next(), range, out ulong low);
        if (low < range)
        {
            ulong unfair = (0 - range) % range;
            while (low < unfair) high = Math.BigMul(Next(), range, out low);
        }
        return (int)high;
    }

    /// <summary>Fisher–Yates.</summary>
    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextBelow(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
