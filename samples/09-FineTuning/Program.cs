using System.Globalization;
using FineTuning;
using Fovea;
using Fovea.Samples;
using Spectre.Console;

const string WeightsPath = "digits-0-to-4.safetensors";
const int Steps = 150, BatchSize = 16;

if (SampleOptions.Parse(args, epochs: 3, data: "a folder with MNIST's four IDX files, instead of drawing digits") is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;

// What is there in plenty: the digits 0 to 4. What is wanted: 5 to 9, of which few are labelled.
IDataset<int> all = Digits.Open(options.Data, train: true, options.Seed), others = Digits.Open(options.Data, train: false, options.Seed);
if (options.Quick) (all, others) = (all.Take(3_000), others.Take(1_000));
IDataset<int> plenty = all.FiveFrom(0);
Normalization normalization = Normalization.Compute(plenty);
IDataset<int> known = others.FiveFrom(0).Normalize(normalization), test = others.FiveFrom(5).Normalize(normalization);
Dataset<int> labelled = all.FiveFrom(5);

AnsiConsole.MarkupLine($"[bold]Before[/]: a network of {Reader.ParameterCount} parameters learns 0 to 4 from {plenty.Count} images");
var before = new Reader(options.Seed);
Trainer(before, new AdamW(), plenty.Normalize(normalization), options.Epochs).FitOnConsole(plenty.Normalize(normalization), options.Epochs, known);
Safetensors.Save(before, WeightsPath, normalization);

AnsiConsole.WriteLine();
AnsiConsole.MarkupLine($"[bold]After[/]: 5 to 9, from a few labelled images of each; tested on {test.Count} others");
var table = new Table { Border = TableBorder.Simple };
foreach (string header in (string[])["images of each", "from nothing", "frozen features", "then all"]) table.AddColumn(new TableColumn(header).RightAligned());
foreach (int ofEach in options.Quick ? [10] : (int[])[2, 5, 10, 50])
{
    IDataset<int> few = labelled.Few(ofEach, options.Seed).Normalize(normalization);
    int epochs = Math.Max(1, Steps * BatchSize / few.Count);

    var fresh = new Reader(options.Seed);
    Trainer(fresh, new AdamW(), few, epochs).Fit(few, epochs).Last();

    // The head is for other digits: it begins anew. The features are copied by their names, and stay as they are: weights and norms.
    var tuned = new Reader(options.Seed);
    CopyReport copied = Weights.CopyWeights(TensorFile.Open(WeightsPath), tuned, except: ["head.*"]);
    if (table.Rows.Count == 0) AnsiConsole.MarkupLineInterpolated($"From {WeightsPath}: {copied}");
    Trainer<Reader, int> head = Trainer(tuned, new AdamW(), few, epochs);
    head.Freeze("features.*");
    head.Fit(few, epochs).Last();
    double frozen = tuned.Evaluate(test).Accuracy;

    // Then all of it, from there on: carefully, since the features know more than so few images say.
    var careful = new AdamW();
    careful.AddGroup(tuned, new ParameterGroup("features.*") { LearningRateFactor = 0.1 });
    Trainer<Reader, int> whole = Trainer(tuned, careful, few, epochs);
    whole.Unfreeze("features.*");
    whole.Fit(few, epochs).Last();

    table.AddRow([ofEach.ToString(CultureInfo.InvariantCulture), .. new[] { fresh.Evaluate(test).Accuracy, frozen, tuned.Evaluate(test).Accuracy }.Select(accuracy => accuracy.ToString("P1", CultureInfo.InvariantCulture))]);
}
AnsiConsole.Write(table);
return 0;

// One cycle of learning rates over the epochs.
Trainer<Reader, int> Trainer(Reader reader, AdamW optimizer, IDataset<int> training, int epochs)
{
    var trainer = new Trainer<Reader, int>(reader, optimizer) { BatchSize = BatchSize, Seed = options.Seed };
    trainer.Scheduler = new OneCycleLR(3e-3, trainer.CountSteps(training, epochs));
    return trainer;
}
