using System.Diagnostics;

namespace Fovea.Benchmarks.Comparison;

/// <summary>Runs several in turn, a slice of time each, so that what the machine does besides meets all alike.</summary>
internal static class Contest
{
    private const int Slices = 8, Pause = 100;

    /// <summary>The median milliseconds of each, and the bytes it allocates on the managed heap.</summary>
    public static (double Milliseconds, long Bytes)[] Run(IReadOnlyList<Work> works, double seconds)
    {
        List<double>[] times = [.. works.Select(_ => new List<double>())];
        long[] bytes = new long[works.Count], runs = new long[works.Count];
        // Until the JIT has settled.
        foreach (Work work in works) Repeat(work, seconds / 3, []);
        for (int slice = 0; slice < Slices; slice++)
        {
            for (int i = 0; i < works.Count; i++)
            {
                // Threads of the last one may still be spinning for work.
                Thread.Sleep(Pause);
                List<double> measured = new(1 << 16);
                long before = GC.GetTotalAllocatedBytes(precise: true);
                Repeat(works[i], seconds / Slices, measured);
                bytes[i] += GC.GetTotalAllocatedBytes(precise: true) - before;
                runs[i] += measured.Count;
                // The first finds the caches full of another's.
                times[i].AddRange(measured.Count > 4 ? measured.Skip(1) : measured);
            }
        }
        return [.. Enumerable.Range(0, works.Count).Select(i => (times[i].Order().ElementAt(times[i].Count / 2), bytes[i] / runs[i]))];
    }

    private static void Repeat(Work work, double seconds, List<double> times)
    {
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        for (long now = Stopwatch.GetTimestamp(), after; ; now = after)
        {
            work.Run();
            after = Stopwatch.GetTimestamp();
            times.Add((after - now) * 1000.0 / Stopwatch.Frequency);
            if (after >= end) return;
        }
    }
}
