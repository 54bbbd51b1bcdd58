using Fovea;
using Fovea.Samples.Display;
using Fovea.Samples.Drawing;

namespace Recognition;

/// <summary>Something to look at: round fruit on a table, red, green and blue.</summary>
internal static class Fruit
{
    private static readonly float[][] Colours = [[0.85f, 0.2f, 0.15f], [0.95f, 0.6f, 0.1f], [0.5f, 0.7f, 0.2f], [0.9f, 0.85f, 0.3f], [0.45f, 0.2f, 0.45f]];

    public static Picture Draw(int height, int width, int seed)
    {
        var picture = new Picture(Shape.Image(3, height, width));
        var dice = Dice.For(seed, 0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) Paint(picture, y, x, y < height / 3 ? [0.55f, 0.65f, 0.7f] : [0.5f, 0.36f, 0.25f], 1);
        }
        for (int fruit = 0; fruit < 9; fruit++)
        {
            float[] colour = Colours[dice.Below(Colours.Length)];
            double radius = height * dice.Between(0.07, 0.16), middleX = width * dice.Between(0.12, 0.88), middleY = height * (0.35 + 0.055 * fruit);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double dx = (x - middleX) / radius, dy = (y - middleY) / radius, distance = dx * dx + dy * dy;
                    // Lit from the upper left.
                    if (distance < 1) Paint(picture, y, x, colour, (float)(0.55 + 0.5 * Math.Sqrt(1 - distance) - 0.25 * (dx + dy)));
                }
            }
        }
        return picture;
    }

    private static void Paint(Picture picture, int y, int x, float[] colour, float light)
    {
        for (int c = 0; c < 3; c++) picture.Values[(c * picture.Height + y) * picture.Width + x] = Math.Clamp(colour[c] * light, 0, 1);
    }
}
