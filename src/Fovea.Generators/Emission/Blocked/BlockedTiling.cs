namespace Fovea.Generators.Emission;

/// <summary>How a blocked convolution is cut into tiles: vectors of output channels × pixels of a row, all in registers.</summary>
/// <param name="Vectors">Vectors of a full group of output channels.</param>
/// <param name="Rest">Vectors of the last group, or none.</param>
/// <param name="Runs">The tiles of a row: so many pixels, so often.</param>
internal sealed record BlockedTiling(int Vectors, int Rest, (int Pixels, int Count)[] Runs)
{
    private const int Latency = 4, PerCycle = 2, MostVectors = 4, MostPixels = 20;

    /// <summary>The tiling that needs the fewest cycles.</summary>
    /// <param name="isa">Its registers bound a tile.</param>
    /// <param name="channels">Output channels, in whole vectors.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="group">The vectors of a full group, if that is decided.</param>
    /// <param name="unit">Pixels that must not be parted.</param>
    public static BlockedTiling Best(Isa isa, int channels, int width, int? group = null, int unit = 1)
    {
        int all = channels / isa.Width;
        width /= unit;
        (int Vectors, int Tiles) best = default;
        double fewest = double.MaxValue;
        for (int vectors = group ?? 1; vectors <= (group ?? Math.Min(all, MostVectors)); vectors++)
        {
            // A group must not end within a block that it does not fill.
            if (vectors * isa.Width % Map.Pixel != 0 && Map.Pixel % (vectors * isa.Width) != 0) continue;
            int most = Math.Min(vectors == 1 ? isa.Registers - 2 : (isa.Registers - 1 - vectors) / vectors, MostPixels) / unit;
            if (most < 1) continue;
            for (int tiles = (width + most - 1) / most; tiles <= (width + most - 1) / most + 1 && tiles <= width; tiles++)
            {
                // Of so many tiles, those that take what does not divide are a pixel wider.
                int wider = width % tiles, pixels = width / tiles;
                double cycles = wider * Cycles(pixels + 1) + (tiles - wider) * Cycles(pixels);
                if (cycles >= fewest - 1e-9) continue;
                fewest = cycles;
                best = (vectors, tiles);
            }

            double Cycles(int pixels) => all / vectors * CyclesOf(pixels * unit, vectors) + (all % vectors == 0 ? 0 : CyclesOf(pixels * unit, all % vectors));
        }
        int rest = width % best.Tiles, least = width / best.Tiles;
        return new BlockedTiling(best.Vectors, all % best.Vectors, rest == 0 ? [(least * unit, best.Tiles)] : [((least + 1) * unit, rest), (least * unit, best.Tiles - rest)]);
    }

    private static double CyclesOf(int pixels, int vectors) => Math.Max(Math.Max((double)pixels * vectors / PerCycle, (pixels + vectors) / 2.0), Latency) + 0.3;
}
