using Spectre.Console;

namespace Fovea;

/// <summary>Trains, and shows how it goes in the terminal.</summary>
public static class TrainingConsole
{
    /// <summary>
    /// Trains as <see cref="Trainer{TNetwork, TTarget}.Fit"/> does, and shows it: a table with a row an epoch, a bar, images a second, and the loss as a sparkline. Where the output is a
    /// file or a pipe, a line an epoch.
    /// </summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="training">The examples.</param>
    /// <param name="epochs">How many times to go through them.</param>
    /// <param name="validation">Examples to measure with after each epoch.</param>
    /// <param name="console">The terminal. Default: the process's.</param>
    /// <param name="cancellationToken">Asked before every step.</param>
    /// <returns>The epochs' reports.</returns>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    /// <exception cref="NotFiniteNumberException">A loss or gradient is infinite or NaN. The network is as before that step.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static IReadOnlyList<EpochReport> FitOnConsole<TNetwork, TTarget>(
        this Trainer<TNetwork, TTarget> trainer,
        IDataset<TTarget> training,
        int epochs,
        IDataset<TTarget>? validation = null,
        IAnsiConsole? console = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class, ITrainable<TNetwork, TTarget>
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(trainer);
        console ??= AnsiConsole.Console;
        var view = new TrainingView(trainer.EpochsCompleted + epochs);
        var reports = new List<EpochReport>();
        if (!console.Profile.Capabilities.Interactive)
        {
            foreach (EpochReport report in trainer.Fit(training, epochs, validation, null, cancellationToken))
            {
                console.Profile.Out.Writer.WriteLine(report.ToString()); // whole, whatever width is assumed
                reports.Add(report);
            }
            return reports;
        }
        console.Live(view.Render()).Cropping(VerticalOverflowCropping.Top).Start(display =>
        {
            var progress = new Refresher(step =>
            {
                view.Show(step);
                display.UpdateTarget(view.Render());
            });
            foreach (EpochReport report in trainer.Fit(training, epochs, validation, progress, cancellationToken))
            {
                view.Show(report);
                display.UpdateTarget(view.Render());
                reports.Add(report);
            }
            view.End();
            display.UpdateTarget(view.Render());
        });
        return reports;
    }

    // Some times a second, whatever the steps take; called by the training thread.
    private sealed class Refresher(Action<TrainingProgress> show) : IProgress<TrainingProgress>
    {
        private const int Milliseconds = 100;

        private long _last;

        public void Report(TrainingProgress value)
        {
            if (_last != 0 && Environment.TickCount64 - _last < Milliseconds && value.Step < value.Steps) return;
            _last = Environment.TickCount64;
            show(value);
        }
    }
}
