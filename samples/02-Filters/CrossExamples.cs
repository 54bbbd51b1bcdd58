using Fovea;

namespace Filters;

/// <summary>Every way to make nine pixels black (−1) or white (1), and whether it is a black cross. There is one cross and 511 other ways, so the cross comes 511 times.</summary>
internal static class CrossExamples
{
    private const int Ways = 512;

    // Bit by bit the white pixels: the four corners.
    private const int Cross = 0b101_000_101;

    public static Dataset<float> All()
    {
        float[] patches = new float[2 * (Ways - 1) * 9], isCross = new float[2 * (Ways - 1)];
        int[] patterns = [.. Enumerable.Range(0, Ways).Where(way => way != Cross), .. Enumerable.Repeat(Cross, Ways - 1)];
        for (int i = 0; i < patterns.Length; i++)
        {
            for (int p = 0; p < 9; p++) patches[i * 9 + p] = (patterns[i] >> p & 1) == 1 ? 1 : -1;
            isCross[i] = patterns[i] == Cross ? 1 : 0;
        }
        return Dataset.Create(patches, isCross, Shape.Image(1, 3, 3));
    }
}
