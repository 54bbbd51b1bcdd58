using System.Text;

namespace Fovea.Samples.Display;

/// <summary>Pictures for a terminal: each character is two pixels, one above the other.</summary>
public static class Blocks
{
    /// <summary>The picture's lines. What is brighter than halfway between its darkest and brightest pixel is drawn.</summary>
    public static string[] Draw(ReadOnlySpan<float> pixels, int side, int margin = 0) => Draw(pixels, Shape.Image(1, side, side), margin);

    /// <summary>The same of a picture that is no square.</summary>
    public static string[] Draw(ReadOnlySpan<float> pixels, Shape shape, int margin = 0)
    {
        (int height, int width) = (shape.Height, shape.Width);
        float low = float.MaxValue, high = float.MinValue;
        foreach (float pixel in pixels) (low, high) = (Math.Min(low, pixel), Math.Max(high, pixel));
        float middle = (low + high) / 2;

        List<string> lines = [];
        for (int y = margin; y < height - margin; y += 2)
        {
            var line = new StringBuilder();
            for (int x = margin; x < width - margin; x++)
            {
                bool upper = pixels[y * width + x] > middle, lower = y + 1 < height && pixels[(y + 1) * width + x] > middle;
                line.Append((upper, lower) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }
            lines.Add(line.ToString());
        }
        return [.. lines];
    }
}
