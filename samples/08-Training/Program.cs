using System.Globalization;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Drawing;
using Training;

const string CheckpointPath = "training.checkpoint", WeightsPath = "digits.safetensors", ReportPath = "run.html";

if (SampleOptions.Parse(args, epochs: 10, data: "a folder with MNIST's four IDX files, instead of drawing digits") is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;

// The data: as many of every digit in both parts; normalised by the training images; and augmented, each epoch in another way, by what leaves a digit the same digit.
IDataset<int> all = options.Data is { } folder ? IdxDataset.OpenMnist(folder, train: true) : new DrawnDigits(options.Quick ? 4_000 : 12_000, options.Seed);
(IDataset<int> training, IDataset<int> validation) = all.StratifiedSplit(5 / 6.0, options.Seed);
var normalization = Normalization.Compute(training);
training = training
    .Augment(options.Seed, new RandomAffine(degrees: 8) { Translate = 0.08, MinScale = 0.9, MaxScale = 1.1 }, new ColorJitter(brightness: 0.3), new Cutout(5))
    .Normalize(normalization);
validation = validation.Normalize(normalization);

// The recipe: AdamW, with no decay on norms and biases, over one cycle of learning rates.
var network = new DigitReader(options.Seed);
var optimizer = new AdamW(learningRate: 1e-3, weightDecay: 0.02);
optimizer.AddGroup(network, new ParameterGroup("*.bias", "*bn*") { WeightDecay = 0 });
var trainer = new Trainer<DigitReader, int>(network, optimizer) { BatchSize = 64, Seed = options.Seed, MaxGradientNorm = 5 };
trainer.Scheduler = new OneCycleLR(maximum: 0.012, trainer.CountSteps(training, options.Epochs));

// Where it was stopped, by Ctrl+C or by the power cut, it goes on; with the same bits as if it had not been.
if (trainer.TryLoadCheckpoint(CheckpointPath)) Console.WriteLine($"Going on from {CheckpointPath}, after {trainer.EpochsCompleted} epochs and {trainer.StepsIntoEpoch} steps.");
trainer.KeepCheckpoint(CheckpointPath, everySteps: 50);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
Console.WriteLine($"Training {DigitReader.ParameterCount} parameters on {training.Count} digits, validating on {validation.Count} others.");
try
{
    foreach (EpochReport epoch in trainer.Fit(training, options.Epochs - trainer.EpochsCompleted, validation, cancellationToken: stop.Token)) Console.WriteLine(epoch);
}
catch (OperationCanceledException)
{
    trainer.SaveCheckpoint(CheckpointPath);
    Console.WriteLine($"Stopped, and saved as {CheckpointPath}. Start again with the same options to go on.");
    return 0;
}

// What came out: weights, with what their inputs are normalised with, and a report to look at.
Safetensors.Save(network, WeightsPath, normalization);
var report = new TrainingReport(network)
{
    Title = options.Data is null ? "Drawn digits" : "MNIST",
    Description = string.Create(CultureInfo.InvariantCulture, $"{training.Count:N0} digits, shifted, turned, scaled, lightened and partly covered, another way in every epoch; {validation.Count:N0} others as they are. AdamW over one cycle of learning rates, batches of {trainer.BatchSize}, seed {options.Seed}."),
    Normalization = normalization,
};
foreach (EpochReport epoch in trainer.History) report.Add(epoch);
report.Evaluate(validation);
report.Save(ReportPath);
File.Delete(CheckpointPath);
if (options.Data is { } mnist)
{
    // Nothing above was chosen by these: a recipe is judged by the validation images, and once by the test's.
    ConfusionMatrix test = network.Evaluate(IdxDataset.OpenMnist(mnist, train: false).Normalize(normalization));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of MNIST's {test.Total} test images it reads {test.Correct}, {test.Accuracy:P2}."));
}
Console.WriteLine($"Saved {WeightsPath}. Open {ReportPath} in a browser.");
return 0;
