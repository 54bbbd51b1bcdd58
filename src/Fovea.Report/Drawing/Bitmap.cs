using System.Buffers.Binary;

namespace Fovea.Reports;

/// <summary>Small pictures as data URIs: Windows bitmaps of 24 bits, which every browser shows and which need no compression.</summary>
internal static class Bitmap
{
    private const int HeaderLength = 54, LargestSide = 128;

    /// <summary>An image, its first three channels or its first one.</summary>
    public static string OfImage(float[] image, Shape shape, Normalization? normalization)
    {
        float[] pixels = [.. image];
        float low = 0, high = 1;
        if (normalization is not null) normalization.Revert(pixels, shape);
        else (low, high) = (pixels.Min(), pixels.Max());
        int plane = shape.Height * shape.Width, shrink = (Math.Max(shape.Height, shape.Width) - 1) / LargestSide + 1;
        float range = high > low ? high - low : 1;
        return Write(Math.Max(1, shape.Height / shrink), Math.Max(1, shape.Width / shrink), (y, x, colour) =>
        {
            int channel = shape.Channels >= 3 ? colour : 0;
            float sum = 0;
            for (int dy = 0; dy < shrink && y * shrink + dy < shape.Height; dy++)
            {
                for (int dx = 0; dx < shrink && x * shrink + dx < shape.Width; dx++) sum += pixels[channel * plane + (y * shrink + dy) * shape.Width + x * shrink + dx];
            }
            return (sum / (shrink * shrink) - low) / range;
        });
    }

    /// <summary>A filter of one channel: white is zero, positive weights go to red, negative ones to blue.</summary>
    public static string OfFilter(ReadOnlySpan<float> weights, int height, int width)
    {
        float[] values = weights.ToArray();
        float largest = Largest(values);
        ReadOnlySpan<float> positive = [0.70f, 0.09f, 0.17f], negative = [0.13f, 0.40f, 0.67f];
        float[] ends = [.. positive, .. negative];
        return Write(height, width, (y, x, colour) =>
        {
            float value = values[y * width + x] / largest;
            float end = ends[(value < 0 ? 3 : 0) + colour];
            return 1 + (end - 1) * Math.Abs(value);
        });
    }

    /// <summary>A filter of red, green and blue: grey is zero.</summary>
    public static string OfColourFilter(ReadOnlySpan<float> weights, int height, int width)
    {
        float[] values = weights.ToArray();
        float largest = Largest(values);
        return Write(height, width, (y, x, colour) => 0.5f + values[(colour * height + y) * width + x] / largest / 2);
    }

    private static float Largest(float[] values)
    {
        float largest = values.Max(Math.Abs);
        return largest > 0 && float.IsFinite(largest) ? largest : 1;
    }

    private static string Write(int height, int width, Func<int, int, int, float> pixel)
    {
        int line = (3 * width + 3) / 4 * 4;
        byte[] file = new byte[HeaderLength + line * height];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                // The last line first, and blue, green, red.
                for (int colour = 0; colour < 3; colour++)
                    file[HeaderLength + (height - 1 - y) * line + 3 * x + 2 - colour] = (byte)Math.Round(255 * Math.Clamp(pixel(y, x, colour), 0, 1));
            }
        }
        return "data:image/bmp;base64," + Convert.ToBase64String(file);
    }
}
