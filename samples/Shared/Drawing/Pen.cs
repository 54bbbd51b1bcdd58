namespace Fovea.Samples.Drawing;

/// <summary>Draws lines on a grey image. Only +, −, ×, ÷ and square roots, which every machine rounds alike.</summary>
internal ref struct Pen(Span<double> ink, int width, double radius)
{
    private readonly Span<double> _ink = ink;

    /// <summary>A straight line with round ends; where lines cross, the darker one stays.</summary>
    public readonly void Line(double x0, double y0, double x1, double y1)
    {
        double reach = radius + 1, dx = x1 - x0, dy = y1 - y0, square = dx * dx + dy * dy;
        int height = _ink.Length / width;
        int left = Math.Max(0, (int)(Math.Min(x0, x1) - reach)), right = Math.Min(width - 1, (int)(Math.Max(x0, x1) + reach));
        int top = Math.Max(0, (int)(Math.Min(y0, y1) - reach)), bottom = Math.Min(height - 1, (int)(Math.Max(y0, y1) + reach));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double along = square > 0 ? Math.Clamp(((x - x0) * dx + (y - y0) * dy) / square, 0, 1) : 0;
                double awayX = x - x0 - along * dx, awayY = y - y0 - along * dy;
                double cover = Math.Clamp(radius + 0.5 - Math.Sqrt(awayX * awayX + awayY * awayY), 0, 1);
                ref double pixel = ref _ink[y * width + x];
                pixel = Math.Max(pixel, cover);
            }
        }
    }
}
