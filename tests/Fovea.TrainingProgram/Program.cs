using Fovea;
using Fovea.TrainingProgram;

// Arguments: the checkpoint, where to save the weights at the end, after how many steps to save a checkpoint.
// Goes on from the checkpoint if there is one; prints a line for each step, so that whoever started it knows where it stands.
(string checkpoint, string weights, int everySteps) = (args[0], args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
Dataset<int> training = Patterns.Make(330, seed: 1), validation = Patterns.Make(50, seed: 2);

var network = new Classifier(seed: 3);
var optimizer = new AdamW(0.01, weightDecay: 0.05);
optimizer.AddGroup(network, new ParameterGroup("*.bias", "*bn*") { WeightDecay = 0 });
var trainer = new Trainer<Classifier, int>(network, optimizer)
{
    BatchSize = 16, AccumulationSteps = 2, Seed = 4, MaxGradientNorm = 1, Average = new(0.9), EarlyStopping = new(patience: 3),
};
trainer.Scheduler = new OneCycleLR(0.02, trainer.CountSteps(training, 5));
trainer.TryLoadCheckpoint(checkpoint);
trainer.KeepCheckpoint(checkpoint, everySteps);
foreach (EpochReport report in trainer.Fit(training, 5 - trainer.EpochsCompleted, validation, new Line())) Console.WriteLine(report);

// Everything that could differ, in one file.
trainer.SaveCheckpoint(weights);
Console.WriteLine("done");
return 0;

internal sealed class Line : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine($"step {value.Epoch}.{value.Step}");
}
