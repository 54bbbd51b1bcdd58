namespace NativeAot;

/// <summary>Digits of seven segments, somewhere in the image, on a grainy ground.</summary>
internal static class Segments
{
    public const int Side = 12;

    private const int Height = 9, Width = 5, Middle = Height / 2;

    // From the top clockwise, then the bar in the middle: abcdefg, as such displays are labelled.
    private static readonly string[] Lit = ["abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg"];

    public static void Draw(int digit, Random random, Span<float> image)
    {
        foreach (ref float pixel in image) pixel = 0.3f * random.NextSingle();
        int top = random.Next(Side - Height + 1), left = random.Next(Side - Width + 1);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                if (IsLit(Lit[digit], row, column)) image[(top + row) * Side + left + column] = 1 - 0.3f * random.NextSingle();
            }
        }
    }

    private static bool IsLit(string segments, int row, int column) =>
        (row == 0 && segments.Contains('a')) || (row == Middle && segments.Contains('g')) || (row == Height - 1 && segments.Contains('d'))
        || (column == Width - 1 && segments.Contains(row <= Middle ? 'b' : 'c')) || (column == 0 && segments.Contains(row <= Middle ? 'f' : 'e'));
}
