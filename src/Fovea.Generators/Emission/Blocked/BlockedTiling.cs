namespace Fovea.Generators.Emission;

/// <summary>How a blocked convolution is cut into tiles: vectors of output channels × pixels of a row, all in registers.</summary>
/// <param name="Vectors">Vectors of a full group of output channels.</param>
/// <param name="Rest">Vectors of the last group, or none.</param>
/// <param name="Pixels">The widths of the tiles of a row.</param>
internal sealed record BlockedTiling(int Vectors, int Rest, int[] Pixels)
{
    private const int Latency = 4, PerCycle = 2, MostVectors = 4, MostPixels = 20;

    /// <summary>The tiles of a row, those of one width together.</summary>
    public IEnumerable<(int Pixels, int Count)> Runs => Pixels.GroupBy(p => p).Select(run => (run.Key, run.Count()));

    /// <summary>The tiling that needs the fewest cycles.</summary>
    /// <param name="isa">Its registers bound a tile.</param>
    /// <param name="channels">Output channels, in whole blocks.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="group">The vectors of a full group, if that is decided.</param>
    public static BlockedTiling Best(Isa isa, int channels, int width, int? group = null)
    {
        int all = channels / isa.Width;
        BlockedTiling? best = null;
        double least = double.MaxValue;
        for (int vectors = group ?? 1; vectors <= (group ?? Math.Min(all, MostVectors)); vectors++)
        {
            // A group must not end within a block that it does not fill.
            if (vectors * isa.Width % Map.Pixel != 0 && Map.Pixel % (vectors * isa.Width) != 0) continue;
            int most = Math.Min(vectors == 1 ? isa.Registers - 2 : (isa.Registers - 1 - vectors) / vectors, MostPixels);
            if (most < 1) continue;
            for (int tiles = (width + most - 1) / most; tiles <= (width + most - 1) / most + 1 && tiles <= width; tiles++)
            {
                int[] pixels = [.. Enumerable.Range(0, tiles).Select(i => width / tiles + (i < width % tiles ? 1 : 0))];
                double cycles = pixels.Sum(p => all / vectors * Cycles(p, vectors) + (all % vectors == 0 ? 0 : Cycles(p, all % vectors)));
                if (cycles >= least - 1e-9) continue;
                least = cycles;
                best = new BlockedTiling(vectors, all % vectors, pixels);
            }
        }
        return best!;
    }

    private static double Cycles(int pixels, int vectors) => Math.Max(Math.Max((double)pixels * vectors / PerCycle, (pixels + vectors) / 2.0), Latency) + 0.3;
}
