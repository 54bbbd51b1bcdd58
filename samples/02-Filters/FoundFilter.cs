using System.Globalization;
using Fovea;
using Fovea.Samples.Display;

namespace Filters;

/// <summary>Nine weights, to be compared with those that one would have written.</summary>
internal sealed record FoundFilter(float[] Weights, float[] Expected)
{
    /// <summary>The cosine of the angle between the two: 1 where they are the same up to scale.</summary>
    public double Likeness => Dot(Weights, Expected) / Math.Sqrt(Dot(Weights, Weights) * Dot(Expected, Expected));

    /// <summary>Both as numbers, the largest 1.</summary>
    public void Write()
    {
        float scale = Weights.Max(Math.Abs);
        Console.WriteLine("     as one would write it        as found, its largest weight made 1");
        for (int row = 0; row < 3; row++)
        {
            string expected = Row(Expected, 1, "{0,3:0}", row), found = Row(Weights, scale, "{0,7:0.00}", row);
            Console.WriteLine($"        {expected}                    {found}");
        }
    }

    /// <summary>Weights as a picture: grey is zero, white above and black below.</summary>
    public static Picture Draw(float[] weights)
    {
        float scale = weights.Max(Math.Abs);
        return new Picture([.. weights.Select(weight => 0.5f + weight / scale / 2)], Shape.Image(1, 3, 3)).Enlarge(40);
    }

    private static string Row(float[] weights, float scale, string format, int row) =>
        string.Concat(weights.Skip(row * 3).Take(3).Select(weight => string.Format(CultureInfo.InvariantCulture, format, weight / scale + 0f).Replace('-', '−')));

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
