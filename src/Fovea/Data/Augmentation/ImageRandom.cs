using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// The random numbers that one transform draws for one image in one epoch: a function of seed, epoch, image and transform (Philox4x32-10, by counter),
/// so that they do not depend on what else is drawn, or when.
/// </summary>
public struct ImageRandom
{
    private readonly uint _key0, _key1, _epoch, _image, _transform;
    private uint _block;
    private int _left;
    private (uint A, uint B, uint C, uint D) _numbers;

    /// <summary>The numbers of an image.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="image">The image's index.</param>
    /// <param name="transform">The transform's position among those of a dataset.</param>
    public ImageRandom(long seed, int epoch, int image, int transform = 0) =>
        (_key0, _key1, _epoch, _image, _transform) = ((uint)seed, (uint)(seed >> 32), (uint)epoch, (uint)image, (uint)transform);

    /// <summary>Uniform in [0, 1).</summary>
    public double Next()
    {
        // 52 bits from two numbers.
        uint high = Draw(), low = Draw();
        return ((ulong)(high >> 6) * (1 << 26) + (low >> 6)) * (1.0 / (1L << 52));
    }

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Next();

    /// <summary>A whole number, each from 0 to below <paramref name="bound"/> as likely.</summary>
    public int Below(int bound) => (int)((ulong)Draw() * (uint)bound >> 32);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Next() < probability;

    /// <summary>Two numbers of the standard normal distribution (Box and Muller).</summary>
    public (double, double) Normals()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Next())), angle = 2 * Math.PI * Next();
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    private uint Draw()
    {
        if (_left == 0) (_numbers, _left) = (Philox.Next(_block++, _image, _epoch, _transform, _key0, _key1), 4);
        return --_left switch { 3 => _numbers.A, 2 => _numbers.B, 1 => _numbers.C, _ => _numbers.D };
    }
}
