using System.Globalization;
using Spectre.Console;

namespace Fovea.Samples.Display;

/// <summary>Shows a training: a bar for each epoch where the terminal can, a line for each where the output is a file.</summary>
public static class TrainingDisplay
{
    /// <summary>Trains, with the learning rate falling in a straight line from epoch to epoch, and shows it.</summary>
    public static void Show<TNetwork>(Trainer<TNetwork, int> trainer, IDataset<int> training, IDataset<int> test, int epochs, CancellationToken cancellationToken = default)
        where TNetwork : class, ITrainable<TNetwork, int>
    {
        double learningRate = trainer.Optimizer.LearningRate;
        void Run(Func<string, Bar> open)
        {
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                trainer.Optimizer.LearningRate = learningRate * (epochs - epoch) / epochs;
                Bar bar = open($"epoch {epoch + 1}/{epochs}");
                bar.Close(trainer.Fit(training, 1, test, bar, cancellationToken).Single());
            }
        }

        if (AnsiConsole.Profile.Capabilities.Interactive)
        {
            AnsiConsole.Progress()
                .Columns(new ProgressBarColumn { Width = 12 }, new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => Run(title => new Bar(title, trainer.BatchSize, context.AddTask(title))));
        }
        else
        {
            Run(title => new Bar(title, trainer.BatchSize, task: null));
        }
    }

    private sealed class Bar(string title, int batchSize, ProgressTask? task) : IProgress<TrainingProgress>
    {
        private readonly long _start = TimeProvider.System.GetTimestamp();
        private double _loss;

        public void Report(TrainingProgress value)
        {
            // Single batches jump: show the way they are going.
            _loss = value.Step == 1 ? value.Loss : 0.98 * _loss + 0.02 * value.Loss;
            if (task is null || value.Step % 16 != 0) return;
            double imagesPerSecond = (double)value.Step * batchSize / TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
            task.MaxValue = value.Steps;
            task.Value = Math.Min(value.Step, value.Steps - 1);
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{title}  loss {_loss:0.0000}  {imagesPerSecond,34:0} images/s");
        }

        public void Close(EpochReport report)
        {
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{title}  loss {report.Loss:0.0000}  train {report.Accuracy:P1}  test {report.ValidationAccuracy:P2}  {report.ImagesPerSecond,6:0} images/s");
            if (task is null)
            {
                AnsiConsole.WriteLine(line);
                return;
            }
            task.Description = line;
            task.Value = task.MaxValue;
            task.StopTask();
        }
    }
}
