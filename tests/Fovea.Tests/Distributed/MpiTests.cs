using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fovea.Tests;

/// <summary>Two processes under mpirun. Without Open MPI the tests are skipped, and say so.</summary>
public sealed class MpiTests
{
    [Fact]
    public void TwoProcesses_EndWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        Job job = Start(folder["checkpoint"], folder["end"]);
        job.Wait();
        Assert.True(job.ExitCode == 0, job.Errors);
        CheckpointTests.AssertSame(folder["end0"], folder["end1"]);

        // And very nearly with those of one process: batch normalisation sees half a batch.
        TensorFile two = TensorFile.Open(folder["end0"]);
        Assert.Equal("5", two.Metadata["training/epochs_completed"]);
    }

    [Fact]
    public void KilledProcess_EndsTheJob_AndTheCheckpointIsWhole()
    {
        using var folder = new TemporaryFolder();
        Job undisturbed = Start(folder["alone"], folder["expected"]);
        undisturbed.Wait();
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);

        Job job = Start(folder["checkpoint"], folder["end"], "halt");
        job.WaitForLine(line => line.StartsWith("step 2.", StringComparison.Ordinal));
        int victim = int.Parse(Regex.Match(job.Text, @"process 1 is (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Process.GetProcessById(victim).Kill();
        job.Wait();
        Assert.NotEqual(0, job.ExitCode);
        Assert.Matches("rank 1 .* exited on signal 9", job.Errors.ReplaceLineEndings(" "));
        Assert.False(File.Exists(folder["end0"]));

        // The checkpoint loads, and two new processes finish what the two began.
        Job resumed = Start(folder["checkpoint"], folder["end"]);
        resumed.Wait();
        Assert.True(resumed.ExitCode == 0, resumed.Errors);
        CheckpointTests.AssertSame(folder["expected0"], folder["end0"]);
        CheckpointTests.AssertSame(folder["expected1"], folder["end1"]);
    }

    [Fact]
    public void ProcessThatThrows_SaysWhy_AndEndsTheJob()
    {
        using var folder = new TemporaryFolder();
        Job job = Start(folder["checkpoint"], folder["end"], "throw");
        job.Wait();
        Assert.Equal(1, job.ExitCode);
        Assert.Contains("Process 1 of 2 failed, and the job ends. System.IO.InvalidDataException: The disk is full of water.", job.Errors);
        Assert.NotEmpty(TensorFile.Open(folder["checkpoint"]).Names);
        Assert.False(File.Exists(folder["end0"]));
    }

    private static Job Start(string checkpoint, string end, params string[] more)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? mpirun = folders.Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);
        if (mpirun is null) Assert.Skip("There is no mpirun on the path. Debian and Ubuntu have it in openmpi-bin.");
        // In a container there is often no other user, and fewer processors than processes.
        return new(mpirun, ["--allow-run-as-root", "--oversubscribe", "-n", "2", "dotnet", Path.Combine(AppContext.BaseDirectory, "Fovea.TrainingProgram.dll"), checkpoint, end, "1", "mpi", .. more]);
    }

    private sealed class Job
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly System.Text.StringBuilder _errors = new();

        public Job(string program, IEnumerable<string> arguments)
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_gcServer"] = "0" } };
            _process = new() { StartInfo = start };
            _process.OutputDataReceived += (_, line) => Add(line.Data);
            _process.ErrorDataReceived += (_, line) =>
            {
                lock (_errors) _errors.AppendLine(line.Data);
            };
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public int ExitCode => _process.ExitCode;

        public string Text
        {
            get
            {
                lock (_lines) return string.Join('\n', _lines);
            }
        }

        public string Errors
        {
            get
            {
                lock (_errors) return _errors.ToString();
            }
        }

        public void WaitForLine(Predicate<string> wanted)
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromMinutes(2))
            {
                lock (_lines)
                {
                    if (_lines.Exists(wanted)) return;
                }
                Thread.Sleep(5);
            }
            Assert.Fail($"The line did not come.\n{Text}\n{Errors}");
        }

        public void Wait()
        {
            if (!_process.WaitForExit(TimeSpan.FromMinutes(2)))
            {
                _process.Kill(entireProcessTree: true);
                Assert.Fail($"The job does not end.\n{Text}\n{Errors}");
            }
            _process.WaitForExit(); // until its output is read
        }

        private void Add(string? line)
        {
            if (line is null) return;
            lock (_lines) _lines.Add(line);
        }
    }
}
