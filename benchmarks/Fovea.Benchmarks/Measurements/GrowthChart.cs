using System.Globalization;
using System.Text;

namespace Fovea.Benchmarks.Measurements;

/// <summary>Costs over sizes, a line each, from zero on. An SVG file, for any browser.</summary>
internal static class GrowthChart
{
    private const double Width = 760, Height = 380, Left = 50, Right = 130, Top = 56, Bottom = 44;

    // From light to dark.
    private static readonly string[] Colours = ["#fdae6b", "#fd8d3c", "#e6550d", "#74a9cf", "#2b8cbe", "#045a8d"];

    public static void Save(string path, string title, int[] sides, (string Name, double?[] Costs)[] lines)
    {
        double step = 5, high = step * Math.Ceiling(lines.SelectMany(line => line.Costs).Max()!.Value / step);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="sans-serif" font-size="13" fill="#444">
            <rect width="100%" height="100%" fill="white"/>
            <text x="{Left}" y="28" font-size="16" fill="#222">{title}</text>

            """);
        for (double tick = 0; tick <= high; tick += step)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Left}" x2="{Width - Right}" y1="{Y(tick):0.#}" y2="{Y(tick):0.#}" stroke="#ddd"/>
                <text x="{Left - 10}" y="{Y(tick) + 4:0.#}" text-anchor="end">{tick}</text>

                """);
        }
        for (int i = 0; i < sides.Length; i++) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):0.#}\" y=\"{Height - Bottom + 24}\" text-anchor=\"middle\">{sides[i]}×{sides[i]}</text>\n");
        for (int i = 0; i < lines.Length; i++)
        {
            string points = string.Join(' ', lines[i].Costs.Select((cost, at) => cost is { } y ? string.Create(CultureInfo.InvariantCulture, $"{X(at):0.#},{Y(y):0.#}") : "").Where(point => point.Length > 0));
            double name = Top + 18 * i;
            svg.Append(CultureInfo.InvariantCulture, $"""
                <polyline points="{points}" fill="none" stroke="{Colours[i]}" stroke-width="2.5"/>
                <line x1="{Width - Right + 8}" x2="{Width - Right + 24}" y1="{name}" y2="{name}" stroke="{Colours[i]}" stroke-width="2.5"/>
                <text x="{Width - Right + 30}" y="{name + 4}">{lines[i].Name}</text>

                """);
        }
        File.WriteAllText(path, svg.Append("</svg>\n").ToString());

        double X(int place) => Left + (place + 0.5) / sides.Length * (Width - Left - Right);

        double Y(double cost) => Top + (high - cost) / high * (Height - Top - Bottom);
    }
}
