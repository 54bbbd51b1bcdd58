using System.Diagnostics;
using System.Globalization;

namespace Fovea.Tests;

/// <summary>A training that is killed again and again, at random moments, against one that is left alone. FOVEA_KILLS says how often; without it, a few times.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("FOVEA_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 12;

    [Fact]
    public void Killed_GoesOn_AndEndsWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        int steps = Run(folder["alone"], folder["expected"], delay: null);
        Assert.Equal(5 * 11, steps);

        var random = new Random(1);
        int killed = 0, trainings = 0, made = 0;
        while (killed < Kills)
        {
            // From before the first line of the program to after some checkpoints.
            int before = made;
            made += Run(folder["killed"], folder["actual"], delay: TimeSpan.FromMilliseconds(random.Next(20, 700)));
            if (!File.Exists(folder["actual"])) killed++;
            else
            {
                CheckpointTests.AssertSame(folder["expected"], folder["actual"]);
                trainings++;
                File.Delete(folder["actual"]);
                File.Delete(folder["killed"]);
            }
        }
        Run(folder["killed"], folder["actual"], delay: null);
        CheckpointTests.AssertSame(folder["expected"], folder["actual"]);
        Assert.Empty(folder.Files.Except(["alone", "expected", "killed", "actual", "killed.tmp"]));
        output.WriteLine($"{killed} kills in {trainings + 1} trainings of 55 steps; {made} steps were made by those that were killed.");
    }

    // Runs the program to its end, or kills it after a time; returns how many steps it told of.
    private static int Run(string checkpoint, string weights, TimeSpan? delay)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Fovea.TrainingProgram.dll"), checkpoint, weights, "1" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> text = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (delay is { } time && !process.WaitForExit(time)) process.Kill(); // SIGKILL
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "The program does not end.");
        Assert.True(process.ExitCode is 0 or 128 + 9, $"Exit code {process.ExitCode}.\n{errors.Result}");
        return text.Result.Split('\n').Count(line => line.StartsWith("step ", StringComparison.Ordinal));
    }
}
