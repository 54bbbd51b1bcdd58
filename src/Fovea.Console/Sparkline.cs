namespace Fovea;

/// <summary>A curve in one line of text: eight heights of block, the least number lowest and the largest highest.</summary>
internal static class Sparkline
{
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>Draws numbers in at most so many characters, each the mean of its share of them. Those that are not finite are blanks.</summary>
    public static string Draw(IReadOnlyList<double> values, int width)
    {
        width = Math.Min(width, values.Count);
        double[] means = new double[width];
        for (int i = 0; i < width; i++)
        {
            int first = (int)((long)values.Count * i / width), end = (int)((long)values.Count * (i + 1) / width);
            double sum = 0;
            for (int j = first; j < end; j++) sum += values[j];
            means[i] = sum / (end - first);
        }
        double[] finite = [.. means.Where(double.IsFinite)];
        if (finite.Length == 0) return new string(' ', width);
        double least = finite.Min(), span = finite.Max() - least;
        return string.Concat(means.Select(mean => !double.IsFinite(mean) ? ' ' : Heights[span > 0 ? (int)Math.Min(Heights.Length - 1, (mean - least) / span * Heights.Length) : 0]));
    }
}
