using Fovea;
using Fovea.Samples.Display;

namespace Filters;

/// <summary>A grey picture with edges of every direction: a house, a fence, a tree, the sun.</summary>
internal static class Scene
{
    private const int Height = 160, Width = 240, Samples = 3;

    public static Picture Draw()
    {
        var picture = new Picture(Shape.Image(1, Height, Width));
        for (int i = 0; i < picture.Values.Length; i++)
        {
            // Several samples a pixel, so that slanted edges are smooth.
            for (int s = 0; s < Samples * Samples; s++)
                picture.Values[i] += Shade(i % Width + (s % Samples + 0.5f) / Samples, i / Width + (s / Samples + 0.5f) / Samples) / (Samples * Samples);
        }
        return picture;
    }

    private static float Shade(float x, float y)
    {
        bool In(float left, float top, float right, float bottom) => x >= left && x < right && y >= top && y < bottom;
        bool Round(float middleX, float middleY, float radius) => (x - middleX) * (x - middleX) + (y - middleY) * (y - middleY) < radius * radius;

        bool slat = In(8, 112, 232, 150) && x % 14 < 7 && y > 112 + Math.Abs(x % 14 - 3.5f), rail = In(8, 120, 232, 125) || In(8, 137, 232, 142);
        if (slat || rail) return 0.95f;
        if (In(72, 62, 138, 128)) return In(82, 74, 98, 92) || In(112, 74, 128, 92) ? 0.9f : In(98, 98, 112, 128) ? 0.15f : 0.6f;
        if (y >= 30 && y < 62 && Math.Abs(x - 105) < (y - 26) * 1.2f) return 0.25f;
        if (Round(190, 64, 24) || Round(206, 78, 18) || Round(176, 78, 18)) return 0.35f;
        if (In(186, 80, 195, 128)) return 0.2f;
        if (Round(34, 30, 15)) return 1;
        return y < 105 ? 0.7f + 0.1f * y / 105 : 0.45f;
    }
}
