using System.Diagnostics;
using System.Globalization;

namespace Fovea.Generators.Benchmarks;

/// <summary>Milliseconds of many runs.</summary>
internal readonly record struct Times(double Median, double Fastest)
{
    // The JIT compiles what it has counted thirty calls of once more, on a thread beside, and then again what it has learned from those: that takes some hundred runs.
    private const int WarmUpRuns = 100;

    /// <summary>Runs until the JIT has settled, then for so many seconds more. What prepares a run is not measured.</summary>
    public static Times Of<T>(double warmUp, double seconds, Func<T> prepare, Action<T> run)
    {
        Sample(warmUp, WarmUpRuns, prepare, run);
        List<double> times = Sample(seconds, 5, prepare, run);
        times.Sort();
        return new Times(times[times.Count / 2], times[0]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.0} ({Fastest:0.0})");

    private static List<double> Sample<T>(double seconds, int runs, Func<T> prepare, Action<T> run)
    {
        var times = new List<double>();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < seconds || times.Count < runs;)
        {
            T input = prepare();
            long begin = Stopwatch.GetTimestamp();
            run(input);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        return times;
    }
}
