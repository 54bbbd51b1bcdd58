namespace Fovea;

/// <summary>Draws an image anew, each pixel read at a place of the old one that a matrix says.</summary>
/// <remarks>Places are measured from the image's middle: (x, y) of the result reads (A·x + B·y + X, C·x + D·y + Y) of the source.</remarks>
internal readonly record struct AffineMap(double A, double B, double C, double D, double X, double Y)
{
    /// <summary>
    /// The inverse of: scale, shear along the rows, turn counter-clockwise, then shift right and down. Angles are in degrees, shifts in pixels.
    /// </summary>
    public static AffineMap Inverse(double degrees, double right, double down, double scale, double shearDegrees)
    {
        // Rows count downwards, so that counter-clockwise to the eye is clockwise in (x, y).
        (double sine, double cosine) = Math.SinCos(-degrees * Math.PI / 180);
        double shear = Math.Tan(shearDegrees * Math.PI / 180);
        // Forward: M = turn · [1 shear; 0 1] · scale. Its inverse: [1 −shear; 0 1] · turnᵀ / scale.
        double a = (cosine + shear * sine) / scale, b = (sine - shear * cosine) / scale, c = -sine / scale, d = cosine / scale;
        return new(a, b, c, d, -(a * right + b * down), -(c * right + d * down));
    }

    /// <summary>Reads each pixel of the result with bilinear interpolation; outside the source is <paramref name="fill"/>.</summary>
    public void Sample(ReadOnlySpan<float> source, Span<float> result, Shape shape, float fill)
    {
        int width = shape.Width, height = shape.Height, plane = width * height;
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double fromX = A * (x - middleX) + B * (y - middleY) + X + middleX, fromY = C * (x - middleX) + D * (y - middleY) + Y + middleY;
                int left = (int)Math.Floor(fromX), top = (int)Math.Floor(fromY);
                float rightPart = (float)(fromX - left), lowerPart = (float)(fromY - top);
                for (int start = 0; start < source.Length; start += plane)
                {
                    ReadOnlySpan<float> pixels = source.Slice(start, plane);
                    float upper = Mix(Pixel(pixels, left, top, width, fill), Pixel(pixels, left + 1, top, width, fill), rightPart);
                    float lower = Mix(Pixel(pixels, left, top + 1, width, fill), Pixel(pixels, left + 1, top + 1, width, fill), rightPart);
                    result[start + y * width + x] = Mix(upper, lower, lowerPart);
                }
            }
        }
    }

    private static float Mix(float one, float other, float part) => one + (other - one) * part;

    private static float Pixel(ReadOnlySpan<float> pixels, int x, int y, int width, float fill) =>
        (uint)x < (uint)width && (uint)y < (uint)(pixels.Length / width) ? pixels[y * width + x] : fill;
}
