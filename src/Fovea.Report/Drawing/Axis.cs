namespace Fovea.Reports;

/// <summary>One direction of a chart: from where to where, and what is written at it.</summary>
/// <param name="Low">The first value.</param>
/// <param name="High">The last value.</param>
/// <param name="IsLogarithmic">Whether equal ways are equal factors.</param>
/// <param name="Ticks">The values that are written.</param>
internal sealed record Axis(double Low, double High, bool IsLogarithmic, double[] Ticks)
{
    /// <summary>Where a value lies, from 0 to 1.</summary>
    public double Position(double value) => IsLogarithmic
        ? (Math.Log10(Math.Max(value, Low)) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
        : (value - Low) / (High - Low);

    /// <summary>Numbers above zero: from zero, or logarithmic where the largest is more than fifty times the smallest.</summary>
    public static Axis ForLoss(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double high = all.Max(), low = all.Min();
        if (low <= 0 || high / low <= 50) return Linear(Math.Min(0, low), high > 0 ? high : 1, 5);
        double first = Math.Floor(Math.Log10(low)), last = Math.Ceiling(Math.Log10(high));
        return new(Math.Pow(10, first), Math.Pow(10, last), IsLogarithmic: true, [.. Enumerable.Range((int)first, (int)(last - first) + 1).Select(power => Math.Pow(10, power))]);
    }

    /// <summary>Shares of one: up to one, from a round number below the least.</summary>
    public static Axis ForShares(IEnumerable<double> values)
    {
        double low = Math.Clamp(values.Min(), 0, 0.99), step = Step((1 - low) / 4);
        double first = Math.Max(0, Math.Floor(low / step + 1e-9) * step);
        return new(first, 1, IsLogarithmic: false, [.. Enumerable.Range(0, (int)Math.Round((1 - first) / step) + 1).Select(i => 1 - i * step).Where(tick => tick > -1e-9).Reverse()]);
    }

    /// <summary>Epochs.</summary>
    public static Axis ForEpochs(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double first = all.Min(), last = all.Max(), step = Math.Max(1, Step((last - first) / 6));
        // From a round number on, and always the first.
        IEnumerable<double> ticks = Enumerable.Range(1, (int)(last / step)).Select(i => i * step).Where(tick => tick >= first + step / 2).Prepend(first);
        return new(first - (first == last ? 0.5 : 0), last + (first == last ? 0.5 : 0), IsLogarithmic: false, [.. ticks]);
    }

    private static Axis Linear(double low, double high, int ticks)
    {
        double step = Step((high - low) / ticks), first = Math.Floor(low / step) * step, last = Math.Ceiling(high / step - 1e-9) * step;
        return new(first, last, IsLogarithmic: false, [.. Enumerable.Range(0, (int)Math.Round((last - first) / step) + 1).Select(i => first + i * step)]);
    }

    // The round number at or above: 1, 2 or 5 times a power of ten.
    private static double Step(double least)
    {
        if (!(least > 0)) return 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch { <= 1 + 1e-9 => 1, <= 2 + 1e-9 => 2, <= 5 + 1e-9 => 5, _ => 10 } * power;
    }
}
