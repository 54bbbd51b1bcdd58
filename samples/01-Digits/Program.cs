using System.Globalization;
using Digits;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Display;
using Fovea.Samples.Drawing;
using Spectre.Console;

if (SampleOptions.Parse(args, epochs: 5, data: "a folder with MNIST's four IDX files, instead of drawing digits", recipe: "augmentation, one cycle of learning rates and an average of the weights") is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;

// The data: drawn here, or MNIST.
IDataset<int> training, test;
try
{
    (training, test) = options.Data is { } folder ? Mnist(folder) : Drawn(options.Seed);
}
catch (Exception exception) when (exception is IOException or InvalidDataException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
if (options.Quick) (training, test) = (training.Take(6_000), test.Take(1_000));
// A recipe is chosen by images that are kept aside; those to test with are for the end.
(training, IDataset<int> validation) = options.Recipe ? training.StratifiedSplit(5 / 6.0, options.Seed) : (training, test);
Normalization normalization = Normalization.Compute(training);
if (options.Recipe) training = Recipe.Augment(training, options.Seed);
(training, validation, test) = (training.Normalize(normalization), validation.Normalize(normalization), test.Normalize(normalization));

// The network: what the compiler made of LeNet5.cs.
var network = new LeNet5(options.Seed);
AnsiConsole.MarkupLine($"[bold]LeNet-5[/]: {LeNet5.InputShape} to {LeNet5.OutputShape}");
AnsiConsole.Write(Tables.Layers(LeNet5.Layers));

AnsiConsole.MarkupLine($"[bold]Training[/] on {training.Count} {(options.Data is null ? "drawn digits" : "digits of MNIST")}, {(options.Recipe ? "validating" : "testing")} on {validation.Count} others");
Trainer<LeNet5, int> trainer = options.Recipe
    ? Recipe.Prepare(network, training, options)
    : new(network, new Adam(learningRate: 2e-3)) { BatchSize = 32, Seed = options.Seed, Scheduler = new LinearLR(options.Epochs, startFactor: 1, endFactor: 0) };
trainer.FitOnConsole(training, options.Epochs, validation);
trainer.Average?.CopyTo(network);

// Saved as PyTorch would name it, and loaded again: what follows is the loaded network's work.
Safetensors.Save(network, "lenet5.safetensors", normalization);
LeNet5 loaded = LeNet5.Load("lenet5.safetensors");
ConfusionMatrix matrix = loaded.Evaluate(test);
AnsiConsole.WriteLine();
AnsiConsole.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[bold]Loaded from lenet5.safetensors[/]: {matrix.Correct} of {matrix.Total} right, {matrix.Accuracy:P2}"));
AnsiConsole.MarkupLine("Down: the digit. Across: what it was taken for.");
AnsiConsole.Write(Tables.Confusion(matrix));

Gallery.Show(loaded, test);
return 0;

static (IDataset<int> Training, IDataset<int> Test) Drawn(int seed) =>
    (new DrawnDigits(30_000, seed), new DrawnDigits(5_000, seed, first: 30_000));

static (IDataset<int> Training, IDataset<int> Test) Mnist(string folder) =>
    (IdxDataset.OpenMnist(folder, train: true), IdxDataset.OpenMnist(folder, train: false));
