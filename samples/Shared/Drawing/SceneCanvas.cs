namespace Fovea.Samples.Drawing;

/// <summary>
/// A window on a scene: a picture in colour and what each of its pixels shows, painted from the back to the front. Two by two fine pixels make one, so edges are smooth.
/// Only +, −, ×, ÷ and square roots, which every machine rounds alike.
/// </summary>
internal sealed class SceneCanvas(int top, int left, int height, int width)
{
    private const int Fine = 2;

    // What has been painted with, and which of it each fine pixel shows.
    private readonly List<Paint> _paints = [default];

    private readonly ushort[] _fine = new ushort[height * width * Fine * Fine];

    /// <summary>Upright edges.</summary>
    public void Rectangle(double y0, double x0, double y1, double x1, Paint paint) => Trapezoid(y0, x0, x1, y1, x0, x1, paint);

    /// <summary>Level edges above, from <paramref name="left0"/> to <paramref name="right0"/>, and below.</summary>
    public void Trapezoid(double y0, double left0, double right0, double y1, double left1, double right1, Paint paint)
    {
        ushort number = Number(paint);
        foreach (int row in Rows(y0, y1))
        {
            double down = (Middle(row, top) - y0) / (y1 - y0);
            Row(row, left0 + (left1 - left0) * down, right0 + (right1 - right0) * down, number);
        }
    }

    public void Ellipse(double y, double x, double radiusY, double radiusX, Paint paint)
    {
        ushort number = Number(paint);
        foreach (int row in Rows(y - radiusY, y + radiusY))
        {
            double v = (Middle(row, top) - y) / radiusY, half = radiusX * Math.Sqrt(Math.Max(0, 1 - v * v));
            Row(row, x - half, x + half, number);
        }
    }

    /// <summary>A colour that changes from row to row.</summary>
    public void Gradient(double y0, double y1, Paint above, Paint below)
    {
        foreach (int row in Rows(y0, y1)) Row(row, double.MinValue, double.MaxValue, Number(above.Towards(below, (Middle(row, top) - y0) / (y1 - y0))));
    }

    /// <summary>The picture, red, green and blue planes of bytes, and its labels.</summary>
    public void Develop(Span<byte> image, Span<byte> labels, double grain, ref Dice dice)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            int first = i / width * Fine * width * Fine + i % width * Fine;
            Paint sum = _paints[_fine[first]];
            labels[i] = (byte)sum.Label;
            foreach (int next in (ReadOnlySpan<int>)[first + 1, first + width * Fine, first + width * Fine + 1])
            {
                Paint paint = _paints[_fine[next]];
                sum = new(sum.Label, sum.Red + paint.Red, sum.Green + paint.Green, sum.Blue + paint.Blue);
            }
            double noise = dice.Between(-grain, grain);
            image[i] = Byte(sum.Red / 4 + noise);
            image[labels.Length + i] = Byte(sum.Green / 4 + noise);
            image[2 * labels.Length + i] = Byte(sum.Blue / 4 + noise);
        }

        static byte Byte(double value) => (byte)(255 * Math.Clamp(value, 0, 1) + 0.5);
    }

    private static double Middle(int fine, int origin) => origin + (fine + 0.5) / Fine;

    // The fine rows whose middles lie between.
    private IEnumerable<int> Rows(double y0, double y1)
    {
        int first = Math.Max(0, Place(y0, top)), end = Math.Min(height * Fine, Place(y1, top));
        return Enumerable.Range(first, Math.Max(0, end - first));
    }

    private ushort Number(Paint paint)
    {
        _paints.Add(paint);
        return checked((ushort)(_paints.Count - 1));
    }

    private void Row(int row, double x0, double x1, ushort number)
    {
        int first = Math.Max(0, Place(Math.Max(x0, left), left)), end = Math.Min(width * Fine, Place(Math.Min(x1, left + width), left));
        if (end > first) _fine.AsSpan(row * width * Fine + first, end - first).Fill(number);
    }

    // The first fine pixel with its middle at or after this.
    private static int Place(double at, int origin) => (int)Math.Ceiling((at - origin) * Fine - 0.5);
}
