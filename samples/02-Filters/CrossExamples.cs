using Fovea;

namespace Filters;

/// <summary>
/// Every way to make nine pixels black (−1) or white (1), and whether it is a black cross. There is one cross and 511 other ways, so the cross comes more often; and so do crosses
/// with one wrong pixel, which are the hardest to tell from it.
/// </summary>
internal static class CrossExamples
{
    private const int Pixels = 9, Ways = 1 << Pixels;

    // Bit by bit the white pixels: the four corners.
    private const int Cross = 0b101_000_101;

    public static Dataset<float> All()
    {
        int[] wrong = [.. Enumerable.Range(0, Pixels).Select(pixel => Cross ^ 1 << pixel)];
        int[] patterns =
        [
            .. Enumerable.Range(0, Ways).Where(way => way != Cross), .. Enumerable.Repeat(Cross, Ways), .. Enumerable.Repeat(wrong, Ways / Pixels).SelectMany(ways => ways),
        ];
        float[] patches = [.. patterns.SelectMany(way => Enumerable.Range(0, Pixels).Select(pixel => (way >> pixel & 1) == 1 ? 1f : -1f))];
        return Dataset.Create(patches, patterns.Select(way => way == Cross ? 1f : 0).ToArray(), Shape.Image(1, 3, 3));
    }
}
