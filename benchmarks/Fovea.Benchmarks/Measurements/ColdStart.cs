using System.Diagnostics;
using System.Globalization;
using Fovea.Benchmarks.Comparison;

namespace Fovea.Benchmarks.Measurements;

/// <summary>A fresh process up to its first output.</summary>
/// <param name="Milliseconds">From the start of the process.</param>
/// <param name="FirstUse">From the first use of the library: loading the weights, and one image.</param>
/// <param name="Allocated">Bytes on the managed heap.</param>
/// <param name="WorkingSet">Megabytes at most.</param>
internal sealed record ColdStart(double Milliseconds, double FirstUse, long Allocated, double WorkingSet)
{
    private const int Fewest = 3;

    /// <summary>Starts this program again and again, for so many seconds.</summary>
    public static ColdStart[] Measure(Subject subject, IContender contender, double seconds)
    {
        string folder = Directory.CreateTempSubdirectory("fovea-").FullName;
        try
        {
            string weights = Path.Combine(folder, "weights.safetensors"), model = Path.Combine(folder, "model.onnx");
            subject.Save(weights, model);
            List<ColdStart> starts = [];
            Start(subject, contender, weights, model); // The first reads from disk what the others find in memory.
            for (long start = Stopwatch.GetTimestamp(); starts.Count < Fewest || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds;) starts.Add(Start(subject, contender, weights, model));
            return [.. starts];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In the fresh process: the first output, and a line that says so.</summary>
    public static void Report(Subject subject, IContender contender, string weights, string model)
    {
        long start = Stopwatch.GetTimestamp();
        contender.First(subject, weights, model);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FIRST {Stopwatch.GetElapsedTime(start).TotalMilliseconds} {GC.GetTotalAllocatedBytes()} {Process.GetCurrentProcess().PeakWorkingSet64}"));
    }

    private static ColdStart Start(Subject subject, IContender contender, string weights, string model)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        // Under the `dotnet` host, which has to be told what to run.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(System.Reflection.Assembly.GetEntryAssembly()!.Location);
        foreach (string argument in (string[])["measure", "first", subject.Name, "--with", contender.Name, "--weights", weights, "--model", model]) start.ArgumentList.Add(argument);
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        process.WaitForExit();
        if (line?.Split(' ') is not ["FIRST", var use, var bytes, var peak]) throw new InvalidOperationException($"{contender.Name} did not run {subject.Name}: '{line}'.");
        return new ColdStart(milliseconds, double.Parse(use, CultureInfo.InvariantCulture), long.Parse(bytes, CultureInfo.InvariantCulture), long.Parse(peak, CultureInfo.InvariantCulture) / 1048576.0);
    }
}
