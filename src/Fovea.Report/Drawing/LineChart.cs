using System.Text;

namespace Fovea.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Style">Its class in the style sheet.</param>
/// <param name="Points">Epochs and values.</param>
internal sealed record Series(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Values over the epochs, as SVG.</summary>
internal static class LineChart
{
    private const double Width = 420, Left = 52, Right = 14, Top = 12, Bottom = 34;

    // Beyond it, points would hide their line.
    private const int MostPoints = 40;

    public static string Draw(string title, Series[] all, Func<IEnumerable<double>, Axis> axis, Func<double, string> format, double height)
    {
        Series[] series = [.. all.Where(one => one.Points.Count > 0)];
        if (series.Length == 0) return "";
        Axis x = Axis.ForEpochs(series.SelectMany(one => one.Points).Select(point => point.X)), y = axis(series.SelectMany(one => one.Points).Select(point => point.Y));
        var svg = new StringBuilder("<figure class=\"card chart\"><figcaption><b>").Append(title).Append("</b><div>");
        foreach (Series one in series)
            svg.Append($"<span class=\"{one.Style}\"><i></i>{(series.Length > 1 ? one.Name + " " : "")}{format(one.Points[^1].Y)}</span>");
        svg.Append($"</div></figcaption>\n<svg viewBox=\"0 0 {Width:0} {height:0}\" role=\"img\" aria-label=\"{title} over the epochs\">\n");

        foreach (double tick in y.Ticks)
        {
            string at = Format.Coordinate(Y(tick));
            svg.Append($"<line class=\"grid\" x1=\"{Left:0}\" x2=\"{Format.Coordinate(Width - Right)}\" y1=\"{at}\" y2=\"{at}\"/><text class=\"tick\" text-anchor=\"end\" x=\"{Left - 8:0}\" y=\"{at}\" dy=\"0.32em\">{Tick(tick, y, format)}</text>\n");
        }
        foreach (double tick in x.Ticks)
            svg.Append($"<text class=\"tick\" text-anchor=\"middle\" x=\"{Format.Coordinate(X(tick))}\" y=\"{height - Bottom + 18:0}\">{Format.Count((long)tick)}</text>\n");
        svg.Append($"<text class=\"tick\" text-anchor=\"end\" x=\"{Format.Coordinate(Width - Right)}\" y=\"{height - 2:0}\">epoch</text>\n");

        foreach (Series one in series)
        {
            svg.Append($"<g class=\"{one.Style}\"><polyline points=\"{string.Join(' ', one.Points.Select(point => $"{Format.Coordinate(X(point.X))},{Format.Coordinate(Y(point.Y))}"))}\"/>");
            if (one.Points.Count <= MostPoints)
            {
                foreach ((double epoch, double value) in one.Points)
                    svg.Append($"<circle cx=\"{Format.Coordinate(X(epoch))}\" cy=\"{Format.Coordinate(Y(value))}\" r=\"{(one.Points.Count > 20 ? 2 : 3)}\"/>");
            }
            svg.Append("</g>\n");
        }
        Hover();
        return svg.Append("</svg></figure>\n").ToString();

        double X(double epoch) => Left + x.Position(epoch) * (Width - Left - Right);

        double Y(double value) => height - Bottom - y.Position(value) * (height - Top - Bottom);

        // A strip for each epoch that shows its numbers while the pointer is over it.
        void Hover()
        {
            double[] epochs = [.. series.SelectMany(one => one.Points).Select(point => point.X).Distinct().Order()];
            double half = epochs.Length > 1 ? (X(epochs[1]) - X(epochs[0])) / 2 : (Width - Left - Right) / 2;
            foreach (double epoch in epochs)
            {
                string values = string.Join(", ", series.SelectMany(one => one.Points.Where(point => point.X == epoch).Select(point => $"{one.Name} {format(point.Y)}")));
                svg.Append($"<rect class=\"strip\" x=\"{Format.Coordinate(X(epoch) - half)}\" y=\"{Top:0}\" width=\"{Format.Coordinate(2 * half)}\" height=\"{height - Top - Bottom:0}\"><title>epoch {epoch:0}: {values}</title></rect>\n");
            }
        }
    }

    // Ticks are round: no more digits than they need.
    private static string Tick(double value, Axis axis, Func<double, string> format)
    {
        if (!format(value).EndsWith('%')) return Format.Short(value);
        double step = axis.Ticks.Length > 1 ? axis.Ticks[1] - axis.Ticks[0] : 1;
        return Format.Percent(value, step < 0.0099 ? 1 : 0);
    }
}
