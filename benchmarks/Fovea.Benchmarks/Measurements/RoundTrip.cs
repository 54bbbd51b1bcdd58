using System.Diagnostics;

namespace Fovea.Benchmarks.Measurements;

/// <summary>How long a number takes from one thread to another and back: what two threads pay wherever one waits for the other. On a machine that others use it changes by the minute.</summary>
internal static class RoundTrip
{
    private const int Trips = 5_000, Repeats = 21, There = 32, Back = 96;

    // Two lines of memory, each with one beside it that nobody uses.
    private static readonly int[] s_lines = GC.AllocateArray<int>(128, pinned: true);

    /// <summary>The median of some repeats, in seconds.</summary>
    public static double Measure()
    {
        Array.Clear(s_lines);
        var other = new Thread(() => Each(trip =>
        {
            while (Volatile.Read(ref s_lines[There]) != trip) ;
            Volatile.Write(ref s_lines[Back], trip);
        }));
        other.Start();
        double[] times = Each(trip =>
        {
            Volatile.Write(ref s_lines[There], trip);
            while (Volatile.Read(ref s_lines[Back]) != trip) ;
        });
        other.Join();
        return times.Order().ElementAt(Repeats / 2);
    }

    private static double[] Each(Action<int> trip)
    {
        double[] times = new double[Repeats];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 1; i <= Trips; i++) trip(repeat * Trips + i);
            times[repeat] = Stopwatch.GetElapsedTime(start).TotalSeconds / Trips;
        }
        return times;
    }
}
