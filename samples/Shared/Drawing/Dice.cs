namespace Fovea.Samples.Drawing;

/// <summary>SplitMix64: random numbers that are the same on every machine.</summary>
public struct Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Dice for one of many things that share a seed, so that they can be made in any order.</summary>
    public static Dice For(int seed, int index)
    {
        var dice = new Dice((ulong)(uint)seed);
        return new(dice.Next() + (ulong)(uint)index);
    }

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number between two.</summary>
    public double Between(double low, double high) => low + (high - low) * ((Next() >> 11) * (1.0 / (1UL << 53)));
}
