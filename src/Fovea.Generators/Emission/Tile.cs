namespace Fovea.Generators.Emission;

/// <summary>How many outputs a kernel holds in registers: planes × pixels accumulators.</summary>
internal readonly record struct Tile(int Planes, int Pixels)
{
    // FMA takes 4 cycles and starts twice a cycle: fewer accumulators leave it waiting.
    private const int Latency = 4, PerCycle = 2;

    /// <summary>The tile that needs the fewest cycles for all planes × pixels, remainders included; of planes there may have to be none.</summary>
    public static Tile Best(int planes, long pixels, int registers, int mostPlanes = 24, int mostPixels = 8, bool wholePlanes = false)
    {
        Tile best = new(1, 1);
        double least = double.MaxValue;
        for (int p = 1; p <= Math.Min(planes, mostPlanes); p++)
        {
            if (wholePlanes && planes % p != 0) continue;
            for (int q = 1; q <= Math.Min(pixels, mostPixels); q++)
            {
                // With one pixel the weight is broadcast from memory inside the FMA and needs no register.
                if (p * q + q + (q > 1 ? 1 : 0) > registers) continue;
                double cycles =
                    (planes / p) * (pixels / q) * Cycles(p, q)
                    + (pixels / q) * (planes % p == 0 ? 0 : Cycles(planes % p, q))
                    + (planes / p) * (pixels % q == 0 ? 0 : Cycles(p, (int)(pixels % q)))
                    + (planes % p != 0 && pixels % q != 0 ? Cycles(planes % p, (int)(pixels % q)) : 0);
                if (cycles < least - 1e-9)
                {
                    least = cycles;
                    best = new Tile(p, q);
                }
            }
        }
        return best;
    }

    // For one tap: FMAs, loads, or the wait for an accumulator, whichever is slowest; and the loop around it.
    private static double Cycles(int planes, int pixels) =>
        Math.Max(Math.Max((double)planes * pixels / PerCycle, (planes + pixels) / 2.0), Latency) + 0.5;
}
