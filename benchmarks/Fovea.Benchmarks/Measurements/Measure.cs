using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Benchmarks.Comparison;

namespace Fovea.Benchmarks.Measurements;

/// <summary>Measures one thing for some seconds and prints one line that a script can read.</summary>
internal static class Measure
{
    private const int MaxSamples = 1 << 20;

    public static void Run(MeasureOptions options, IReadOnlyList<IContender> contenders)
    {
        Subject subject = Subject.Find(options.Network);
        IContender contender = contenders.FirstOrDefault(contender => contender.Name == options.With) ?? throw new FormatException(MeasureOptions.Usage);
        if (contender.Missing is { } reason) throw new FormatException($"{contender.Name} is not available. {reason}");
        Pin(options.Threads);
        switch (options.Mode)
        {
            case "first": ColdStart.Report(subject, contender, options.Weights, options.Model); break;
            case "cold": Cold(options, subject, contender); break;
            case "fit": subject.Fit(options); break;
            default: Warm(options, subject, contender); break;
        }
    }

    private static void Warm(MeasureOptions options, Subject subject, IContender contender)
    {
        using Work work = contender.Prepare(subject, options.Mode == "train" ? Pass.Train : Pass.Infer, options.Batch, options.Threads) ?? throw new FormatException($"{contender.Name} does not {options.Mode}.");

        // Until the JIT has settled.
        Repeat(work.Run, Math.Max(1, options.Seconds / 5), []);
        double[] samples = new double[MaxSamples];
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        int count = Repeat(work.Run, options.Seconds, samples);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Report(options, options.Batch, samples.AsSpan(0, count), allocated / count, Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, null);
    }

    private static void Cold(MeasureOptions options, Subject subject, IContender contender)
    {
        ColdStart[] starts = ColdStart.Measure(subject, contender, options.Seconds);
        double[] uses = [.. starts.Select(start => start.FirstUse).Order()];
        Report(options, 1, [.. starts.Select(start => start.Milliseconds)], (long)starts.Average(start => start.Allocated), starts.Max(start => start.WorkingSet), uses[uses.Length / 2]);
    }

    private static void Report(MeasureOptions options, int batch, Span<double> times, long allocated, double peak, double? firstUse)
    {
        times.Sort();
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new Result(
            options.Mode, options.Network, batch, options.Threads, times.Length,
            Round(times[times.Length / 2]), Round(times[times.Length / 10]), Round(times[0]), firstUse is { } use ? Round(use) : null, allocated, Round(peak)), Format));
    }

    /// <summary>Repeats for so many seconds, and keeps the milliseconds of each run as long as there is room.</summary>
    private static int Repeat(Action action, double seconds, double[] samples)
    {
        int count = 0;
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        for (long now = Stopwatch.GetTimestamp(); now < end;)
        {
            action();
            long after = Stopwatch.GetTimestamp();
            if (count < samples.Length) samples[count++] = (after - now) * 1000.0 / Stopwatch.Frequency;
            now = after;
        }
        return count;
    }

    // To the first processors: a thread that wanders pays with its caches.
    private static void Pin(int threads)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return;
        using Process self = Process.GetCurrentProcess();
        long wanted = threads < 64 ? (1L << threads) - 1 : -1, allowed = self.ProcessorAffinity;
        if ((wanted & allowed) == wanted) self.ProcessorAffinity = (nint)wanted;
    }

    internal static double Round(double value) => double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private sealed record Result(string Mode, string Net, int Batch, int Threads, int Samples, double MedianMs, double P10Ms, double MinMs, double? FirstUseMs, long AllocB, double HwmMb);
}
