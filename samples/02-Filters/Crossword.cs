using Fovea;
using Fovea.Samples.Drawing;

namespace Filters;

/// <summary>A white picture with small black figures of 3×3 pixels in rows; some of them are crosses.</summary>
internal static class Crossword
{
    public const int Rows = 5, Columns = 12, Height = Rows * 5 + 1, Width = Columns * 5 + 1;

    private static readonly string[] Figures =
    [
        ".#." + "###" + ".#.", // the cross
        "#.#" + ".#." + "#.#",
        "###" + "#.#" + "###",
        ".#." + ".#." + ".#.",
        "..." + "###" + "...",
        ".#." + "#.#" + ".#.",
        "###" + ".#." + ".#.",
        ".#." + "###" + "...",
        "##." + "##." + "...",
    ];

    /// <summary>White is 1 and black is −1.</summary>
    public static (float[] Picture, int Crosses) Draw(int seed)
    {
        float[] picture = new float[Height * Width];
        Array.Fill(picture, 1);
        int crosses = 0;
        var dice = Dice.For(seed, 0);
        for (int i = 0; i < Rows * Columns; i++)
        {
            int figure = dice.Below(3) == 0 ? 0 : 1 + dice.Below(Figures.Length - 1);
            if (figure == 0) crosses++;
            (int top, int left) = (i / Columns * 5 + 1 + dice.Below(2), i % Columns * 5 + 1 + dice.Below(2));
            for (int p = 0; p < 9; p++) picture[(top + p / 3) * Width + left + p % 3] = Figures[figure][p] == '#' ? -1 : 1;
        }
        return (picture, crosses);
    }

    /// <summary>A picture.</summary>
    public static Shape Shape => Shape.Image(1, Height, Width);
}
