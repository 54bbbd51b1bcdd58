using System.Globalization;
using Fovea.Benchmarks.Measurements;

namespace Fovea.Benchmarks.Comparison;

/// <summary>Fovea beside others on the same networks, in turn: tables of times, arithmetic, memory and cold starts, as Markdown.</summary>
internal static class Compare
{
    public static void Run(CompareOptions options, IReadOnlyList<IContender> contenders)
    {
        var report = new StringWriter(CultureInfo.InvariantCulture);
        foreach (IContender contender in contenders.Where(contender => contender.Missing is not null)) Line(report, $"{contender.Name}: not available. {contender.Missing}");
        IContender[] present = [.. contenders.Where(contender => contender.Missing is null)];
        Dictionary<int, double> peaks = options.Threads.ToDictionary(threads => threads, Peak.Measure);
        foreach ((int threads, double peak) in peaks) Line(report, $"Peak of {threads} {(threads == 1 ? "thread" : "threads")}: {peak / 1e9:F0} GFLOP/s.");
        foreach (string pass in options.Passes)
        {
            Line(report, "");
            if (pass == "cold") Cold(report, options, present);
            else Passes(report, options, present, pass == "train" ? Pass.Train : Pass.Infer, peaks);
        }
        if (options.Markdown is { } file) File.WriteAllText(file, report.ToString());
    }

    private static void Passes(StringWriter report, CompareOptions options, IContender[] contenders, Pass pass, Dictionary<int, double> peaks)
    {
        Row(report, ["network", "pass", "batch", "threads", "Fovea", "GFLOP/s", "of peak", "allocated", .. contenders.Skip(1).SelectMany(contender => new[] { contender.Name, "ratio" }), "there and back"]);
        Row(report, Enumerable.Repeat("---", 9 + 2 * (contenders.Length - 1)));
        foreach (Subject subject in options.Networks)
        {
            foreach (int batch in pass == Pass.Infer ? options.Batches : [subject.Operations(Pass.Infer) > 1e9 ? 8 : 32])
            {
                foreach (int threads in options.Threads)
                {
                    Work?[] works = [.. contenders.Select(contender => contender.Prepare(subject, pass, batch, threads))];
                    double before = threads > 1 ? RoundTrip.Measure() : 0;
                    (double Milliseconds, long Bytes)[] results = Contest.Run([.. works.OfType<Work>()], options.Seconds);
                    foreach (Work? work in works) work?.Dispose();
                    (double ours, long bytes) = results[0];
                    double rate = subject.Operations(pass) * batch / ours * 1000;
                    var others = new Queue<double>(results.Skip(1).Select(result => result.Milliseconds));
                    Row(report,
                    [
                        subject.Name, pass == Pass.Train ? "train" : "infer", $"{batch}", $"{threads}", Time(ours), $"{rate / 1e9:F1}", $"{rate / peaks[threads]:P0}", $"{bytes} B",
                        .. works.Skip(1).SelectMany(work => work is not null && others.Dequeue() is var theirs ? new[] { Time(theirs), (theirs / ours).ToString("F2", CultureInfo.InvariantCulture) } : ["", ""]),
                        threads > 1 ? $"{before * 1e9:F0}, {RoundTrip.Measure() * 1e9:F0} ns" : "",
                    ]);
                }
            }
        }
        Line(report, "");
        Line(report, "Medians. A ratio above 1 is by how much Fovea is faster. There and back: what a number takes from one thread to another and back, before and after.");
    }

    private static void Cold(StringWriter report, CompareOptions options, IContender[] contenders)
    {
        Row(report, ["network", .. contenders.SelectMany(contender => new[] { $"{contender.Name}: process to output", "first use to output", "working set" })]);
        Row(report, Enumerable.Repeat("---", 1 + 3 * contenders.Length));
        foreach (Subject subject in options.Networks)
        {
            Row(report, [subject.Name, .. contenders.SelectMany(contender =>
            {
                ColdStart[] starts = ColdStart.Measure(subject, contender, options.Seconds);
                return new[] { Time(Median(starts, start => start.Milliseconds)), Time(Median(starts, start => start.FirstUse)), $"{Median(starts, start => start.WorkingSet):F0} MB" };
            })]);
        }
        Line(report, "");
        Line(report, "Medians of fresh processes that load the weights from a file and run one image on one thread; the working set is the largest.");
    }

    private static double Median(ColdStart[] starts, Func<ColdStart, double> of) => starts.Select(of).Order().ElementAt(starts.Length / 2);

    private static string Time(double milliseconds) =>
        milliseconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds * 1000:G3} µs") : string.Create(CultureInfo.InvariantCulture, $"{milliseconds:G4} ms");

    private static void Row(StringWriter report, IEnumerable<string> cells) => Line(report, $"| {string.Join(" | ", cells)} |");

    private static void Line(StringWriter report, string line)
    {
        report.WriteLine(line);
        Console.WriteLine(line);
    }
}
