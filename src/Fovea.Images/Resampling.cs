namespace Fovea;

/// <summary>Resizes images: bilinear, with a filter as wide as the shrinking asks for, as Pillow's BILINEAR and torchvision's antialiased <c>Resize</c>.</summary>
internal static class Resampling
{
    /// <param name="source">The image, channels × height × width.</param>
    /// <param name="from">Its shape.</param>
    /// <param name="to">The shape to bring it to, of as many channels.</param>
    /// <param name="crop">Whether to keep the proportions and cut off what is too much, left and right alike, or above and below.</param>
    public static byte[] Resize(byte[] source, Shape from, Shape to, bool crop)
    {
        double height = from.Height, width = from.Width;
        if (crop)
        {
            double scale = Math.Min(height / to.Height, width / to.Width);
            (height, width) = (to.Height * scale, to.Width * scale);
        }
        Filter rows = Filter.Create((from.Height - height) / 2, height, from.Height, to.Height), columns = Filter.Create((from.Width - width) / 2, width, from.Width, to.Width);
        byte[] result = new byte[to.Length];
        double[] narrowed = new double[from.Height * to.Width];
        for (int c = 0; c < to.Channels; c++)
        {
            ReadOnlySpan<byte> plane = source.AsSpan(c * from.Height * from.Width, from.Height * from.Width);
            for (int y = 0; y < from.Height; y++)
            {
                for (int x = 0; x < to.Width; x++)
                {
                    double sum = 0;
                    for (int i = 0; i < columns.Weights[x].Length; i++) sum += columns.Weights[x][i] * plane[y * from.Width + columns.First[x] + i];
                    narrowed[y * to.Width + x] = sum;
                }
            }
            for (int y = 0; y < to.Height; y++)
            {
                for (int x = 0; x < to.Width; x++)
                {
                    double sum = 0;
                    for (int i = 0; i < rows.Weights[y].Length; i++) sum += rows.Weights[y][i] * narrowed[(rows.First[y] + i) * to.Width + x];
                    result[(c * to.Height + y) * to.Width + x] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
                }
            }
        }
        return result;
    }

    /// <summary>Which pixels of a line make each pixel of a resized one, and how much of each.</summary>
    private readonly record struct Filter(int[] First, double[][] Weights)
    {
        public static Filter Create(double start, double length, int available, int count)
        {
            double scale = length / count, reach = Math.Max(scale, 1);
            int[] first = new int[count];
            double[][] weights = new double[count][];
            for (int i = 0; i < count; i++)
            {
                // A triangle around the pixel's middle; pixel p of the source has its middle at p + ½.
                double middle = start + (i + 0.5) * scale;
                first[i] = Math.Max(0, (int)Math.Ceiling(middle - reach - 0.5));
                int last = Math.Min(available - 1, (int)Math.Floor(middle + reach - 0.5));
                double[] raw = new double[last - first[i] + 1];
                for (int p = 0; p < raw.Length; p++) raw[p] = Math.Max(0, 1 - Math.Abs(first[i] + p + 0.5 - middle) / reach);
                double sum = raw.Sum();
                for (int p = 0; p < raw.Length; p++) raw[p] /= sum;
                weights[i] = raw;
            }
            return new(first, weights);
        }
    }
}
