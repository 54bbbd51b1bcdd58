using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks.Measurements;

/// <summary>Measures one thing for some seconds and prints one line that a script can read.</summary>
internal static class Measure
{
    private const int MaxSamples = 1 << 20;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        try
        {
            MeasureOptions options = MeasureOptions.Parse(arguments);
            Pin(options.Threads);
            Compute.MaxDegreeOfParallelism = options.Threads;
            switch (options.Network)
            {
                case "lenet": Run<LeNet>(options); break;
                case "lenet5": Run<LeNet5>(options); break;
                case "segnet": Run<SegNet>(options); break;
                case "resnet20": Run<ResNet20>(options); break;
                case "mbv1_025": Run<MobileNetV1>(options); break;
                case "mbv2_035": Run<MobileNetV2>(options); break;
                case "alexnet": Run<AlexNet>(options); break;
                case "resnet18": Run<ResNet18>(options); break;
                case "resnet50": Run<ResNet50>(options); break;
                default: throw new FormatException(MeasureOptions.Usage);
            }
            return 0;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }
    }

    private static void Run<TNetwork>(MeasureOptions options)
        where TNetwork : class, ITrainable<TNetwork, int>
    {
        if (options.Mode == "fit")
        {
            MeasureFit.Run<TNetwork>(options);
            return;
        }
        var workload = new Workload<TNetwork>(options.Batch, options.Threads);
        Action action = options.Mode == "train" ? workload.TrainingStep : workload.Forward;

        // Until the JIT has settled.
        Repeat(action, Math.Max(1, options.Seconds / 5), []);
        double[] samples = new double[MaxSamples];
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        int count = Repeat(action, options.Seconds, samples);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        Span<double> times = samples.AsSpan(0, count);
        times.Sort();
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            mode = options.Mode,
            net = options.Network,
            batch = options.Batch,
            threads = options.Threads,
            samples = count,
            median_ms = Round(times[count / 2]),
            p10_ms = Round(times[count / 10]),
            min_ms = Round(times[0]),
            alloc_b = allocated / count,
            hwm_mb = Round(Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0),
        }));
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
}
