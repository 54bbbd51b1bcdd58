namespace Fovea.Generators.Emission;

/// <summary>How a blocked convolution is cut into tiles: vectors of output channels × pixels of a row, all in registers.</summary>
/// <param name="Vectors">Vectors of a full group of output channels.</param>
/// <param name="Runs">The tiles of a row: so many pixels, so often.</param>
/// <param name="Rest">Vectors of the last group, or none.</param>
/// <param name="RestRuns">Its tiles of a row.</param>
internal sealed record BlockedTiling(int Vectors, (int Pixels, int Count)[] Runs, int Rest, (int Pixels, int Count)[] RestRuns)
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
        BlockedTiling? best = null;
        double fewest = double.MaxValue;
        for (int vectors = group ?? 1; vectors <= (group ?? Math.Min(all, MostVectors)); vectors++)
        {
            // A group must not end within a block that it does not fill.
            if (vectors * isa.Width % Map.Pixel != 0 && Map.Pixel % (vectors * isa.Width) != 0) continue;
            if (Row(isa, vectors, width, unit) is not { } full) continue;
            int rest = all % vectors;
            (double Cycles, (int, int)[] Runs) last = rest == 0 ? (0, []) : Row(isa, rest, width, unit)!.Value;
            double cycles = all / vectors * full.Cycles + last.Cycles;
            if (cycles >= fewest - 1e-9) continue;
            fewest = cycles;
            best = new BlockedTiling(vectors, full.Runs, rest, last.Runs);
        }
        return best!;
    }

    // The fewest cycles for one tap of a row of so many vectors, if any pixels of them fit in registers.
    private static (double Cycles, (int Pixels, int Count)[] Runs)? Row(Isa isa, int vectors, int width, int unit)
    {
        int units = width / unit, most = Math.Min(vectors == 1 ? isa.Registers - 2 : (isa.Registers - 1 - vectors) / vectors, MostPixels) / unit;
        if (most < 1) return null;
        int best = 0;
        double fewest = double.MaxValue;
        for (int tiles = (units + most - 1) / most; tiles <= (units + most - 1) / most + 1 && tiles <= units; tiles++)
        {
            // Of so many tiles, those that take what does not divide are a pixel wider.
            int wider = units % tiles, pixels = units / tiles;
            double cycles = wider * CyclesOf((pixels + 1) * unit, vectors) + (tiles - wider) * CyclesOf(pixels * unit, vectors);
            if (cycles >= fewest - 1e-9) continue;
            (best, fewest) = (tiles, cycles);
        }
        int more = units % best, least = units / best;
        return (fewest, more == 0 ? [(least * unit, best)] : [((least + 1) * unit, more), (least * unit, best - more)]);
    }

    private static double CyclesOf(int pixels, int vectors) => Math.Max(Math.Max((double)pixels * vectors / PerCycle, (pixels + vectors) / 2.0), Latency) + 0.3;
}
