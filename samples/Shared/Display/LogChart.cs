using System.Globalization;
using System.Text;

namespace Fovea.Samples.Display;

/// <summary>Numbers of very different sizes as lines, on a scale where equal ways are equal factors. An SVG file, for any browser.</summary>
public static class LogChart
{
    private const double Width = 760, Height = 420, Left = 70, Right = 170, Top = 56, Bottom = 44;

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="places">What stands below, from left to right.</param>
    /// <param name="curves">The lines.</param>
    public static void Save(string path, string title, IReadOnlyList<string> places, params Curve[] curves)
    {
        double[] values = [.. curves.SelectMany(curve => curve.Values).Where(value => value > 0)];
        int low = (int)Math.Floor(Math.Log10(values.Min())), high = (int)Math.Ceiling(Math.Log10(values.Max()));
        if (low == high) high++;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="sans-serif" font-size="13" fill="#444">
            <rect width="100%" height="100%" fill="white"/>
            <text x="{Left}" y="28" font-size="16" fill="#222">{title}</text>

            """);
        for (int power = low; power <= high; power++)
        {
            double y = Y(Math.Pow(10, power));
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Left}" x2="{Width - Right}" y1="{y:0.#}" y2="{y:0.#}" stroke="#ddd"/>
                <text x="{Left - 10}" y="{y + 4:0.#}" text-anchor="end">{(power is > -4 and < 4 ? Math.Pow(10, power).ToString("0.###", CultureInfo.InvariantCulture) : $"10<tspan dy=\"-5\" font-size=\"10\">{(power < 0 ? "−" : "")}{Math.Abs(power)}</tspan>")}</text>

                """);
        }
        for (int i = 0; i < places.Count; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):0.#}\" y=\"{Height - Bottom + 24}\" text-anchor=\"middle\">{places[i]}</text>\n");

        // Names at the lines' ends, moved apart where two would lie on one another.
        double last = double.NegativeInfinity;
        foreach (Curve curve in curves.OrderBy(curve => Y(curve.Values[^1])))
        {
            string points = string.Join(' ', curve.Values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i):0.#},{Y(value):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{curve.Colour}\" stroke-width=\"2.5\"{(curve.IsDashed ? " stroke-dasharray=\"2 5\" stroke-linecap=\"round\"" : "")}/>\n");
            last = Math.Max(last + 18, Y(curve.Values[^1]));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 8}\" y=\"{last + 4:0.#}\" fill=\"{curve.Colour}\">{curve.Name}</text>\n");
        }
        File.WriteAllText(path, svg.Append("</svg>\n").ToString());

        double X(int place) => Left + (place + 0.5) / places.Count * (Width - Left - Right);

        double Y(double value) => Top + (high - Math.Log10(Math.Max(value, Math.Pow(10, low)))) / (high - low) * (Height - Top - Bottom);
    }
}
