using System.Globalization;
using System.Net;

namespace Fovea.Reports;

/// <summary>Numbers and names as text, the same in every culture.</summary>
internal static class Format
{
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A coordinate, to a tenth of a pixel.</summary>
    public static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A whole number in groups of three: 61,706.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number to three digits, whatever its size.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        if (size == 0) return "0";
        if (size is >= 100_000 or < 0.0001) return value.ToString("0.0e0", CultureInfo.InvariantCulture);
        int decimals = Math.Max(0, 2 - (int)Math.Floor(Math.Log10(size)));
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>A number without the zeros at its end.</summary>
    public static string Short(double value) => Number(value) is var text && text.Contains('e') ? text.Replace(".0e", "e") : text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>A share of one, in percent.</summary>
    public static string Percent(double share, int digits = 1) => double.IsFinite(share)
        ? (100 * share).ToString(digits == 0 ? "0" : "0." + new string('0', digits), CultureInfo.InvariantCulture) + " %"
        : "–";

    /// <summary>A time in the largest units that matter.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min")
        : time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
