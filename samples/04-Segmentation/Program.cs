using System.Diagnostics;
using System.Globalization;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Display;
using Fovea.Samples.Drawing;
using Segmentation;
using Spectre.Console;

if (SampleOptions.Parse(args, epochs: 2) is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Compute.MaxDegreeOfParallelism = options.Threads;
var clock = Stopwatch.StartNew();

// Tiles of 64×64 from streets that are drawn here, every pixel with its class; others to test with.
var streets = new StreetScenes(options.Quick ? 160 : 4_000, options.Seed);
var others = new StreetScenes(options.Quick ? 32 : 200, options.Seed, first: 100_000);
Normalization normalization = Normalization.Compute(streets);
IDataset<int> training = streets.Normalize(normalization), test = others.Normalize(normalization);

// The network: what the compiler made of SegNet.cs.
ParameterInfo linear = SegNet.ParameterInfos.ToArray().Single(info => info.Name == "linear1.weight");
AnsiConsole.MarkupLine($"[bold]SegNet[/]: {SegNet.InputShape} to {SegNet.OutputShape}, by way of {Markup.Escape(linear.ToString())}");
AnsiConsole.Write(Tables.Layers(SegNet.Layers));
AnsiConsole.MarkupLine($"[bold]Training[/] on {training.Count} tiles, testing on {test.Count} others");
var network = new SegNet(options.Seed);
var autoencoder = new Autoencoder(options.Seed);
var layers = new StreetNet(options.Seed);
// What later parts need learns beside it, from fewer tiles, which is enough for those.
IDataset<int> fewer = training.Take(training.Count * 3 / 4);
Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
    () => Learning.Trainer(network, training, options.Epochs, rate: 4e-3, options.Seed).FitOnConsole(training, options.Epochs, test),
    () => Learning.Train(autoencoder, new Unlabelled(fewer), options.Epochs, rate: 3e-3, options.Seed),
    () => Learning.Train(layers, fewer, epochs: 1, rate: 6e-3, options.Seed));
network.Save("segnet.safetensors");
var rows = new Results("IoU", [.. Street.Names, "mean"]);
rows.Add("64×64, SegNet", network.Evaluate(test));
Gallery.Segmentations(network, others, normalization, count: 8, "segmentation.png");
AnsiConsole.MarkupLine($"Look at [bold]segmentation.png[/]. [dim]{clock.Elapsed.TotalSeconds:F0} s[/]\n");

// Labels are dear, images are not.
IDataset<int> few = new Relabelled(training).Take(training.Count / 10), thirty = new Relabelled(test);
int seeds = options.Quick ? 1 : 2;
AnsiConsole.MarkupLine($"[bold]Thirty classes[/], numbered as Cityscapes', and labels for {few.Count} tiles only.");
AnsiConsole.MarkupLine($"An autoencoder has learned from {fewer.Count} without labels.");
Gallery.Reconstructions(autoencoder, others, normalization, count: 8, "autoencoder.png");
var transfer = new Results($"mean of {seeds} seeds", ["mean IoU", "worst", "best"]);
foreach (Transfer way in Transfer.Ways(few, options.Quick ? 1 : 4, autoencoder, network))
{
    double[] scores = [.. Enumerable.Range(options.Seed, seeds).AsParallel().AsOrdered().WithDegreeOfParallelism(options.Threads).Select(seed => way.Train(seed).Evaluate(thirty).MeanIntersectionOverUnion)];
    transfer.Add(way.Name, [scores.Average(), scores.Min(), scores.Max()]);
}
AnsiConsole.Write(transfer.Table);
AnsiConsole.MarkupLine($"Look at [bold]autoencoder.png[/]. [dim]{clock.Elapsed.TotalSeconds:F0} s[/]\n");

// Larger images, without training again: the fully-connected layer as a convolution, or behind a pooling to one size; and a network that never had one.
var convolutional = new ConvolutionalSegNet();
Weights.CopyWeights(network, convolutional, new TensorMap { LinearToConv2d = true });
var pooled = new PooledSegNet();
Weights.CopyWeights(network, pooled);
var streetNet = new StreetNetOfAnySize();
Weights.CopyWeights(layers, streetNet);

float[] tile = new float[training.InputLength];
test.Read([0], tile, new int[training.TargetLength]);
AnsiConsole.MarkupLine($"[bold]Any size[/]: at 64×64 the convolutional SegNet differs by {Difference(network.Forward(tile), convolutional.Forward(tile, 64, 64)):G2} from the");
AnsiConsole.MarkupLine($"trained one, the pooled one by {Difference(network.Forward(tile), pooled.Forward(tile, 64, 64)):G2}.");
var whole = new StreetScenes(options.Quick ? 3 : 32, options.Seed, first: 200_000, StreetScene.Height, StreetScene.Width);
(string Name, Func<float[], float[]> Outputs)[] ways =
[
    ("convolutional", images => convolutional.Forward(images, StreetScene.Height, StreetScene.Width)),
    ("pooled", images => Enlarged(pooled.Forward(images, StreetScene.Height, StreetScene.Width))),
    ("StreetNet", images => streetNet.Forward(images, StreetScene.Height, StreetScene.Width)),
];
rows.Add("64×64, StreetNet", layers.Evaluate(test));
foreach ((string name, Func<float[], float[]> outputs) in ways) rows.Add($"128×192, {name}", Scores(whole, outputs));
rows.Add("96×160, StreetNet", Scores(new StreetScenes(whole.Count, options.Seed, first: 300_000, 96, 160), images => streetNet.Forward(images, 96, 160)));
Gallery.Sizes(ways, whole, normalization, count: 3, "sizes.png");
AnsiConsole.Write(rows.Table);
AnsiConsole.MarkupLine($"Look at [bold]sizes.png[/]. [dim]{clock.Elapsed.TotalSeconds:F0} s[/]");
return 0;

// All scenes at once: sixteen cost a network of any size no more than one.
ConfusionMatrix Scores(StreetScenes scenes, Func<float[], float[]> outputs)
{
    float[] images = new float[scenes.Count * scenes.InputLength];
    int[] labels = new int[scenes.Count * scenes.TargetLength];
    scenes.Normalize(normalization).Read([.. Enumerable.Range(0, scenes.Count)], images, labels);
    var matrix = new ConfusionMatrix(Street.Classes);
    matrix.Add(outputs(images), labels, scenes.TargetLength);
    return matrix;
}

// Planes of 64×64 for whole images, as large as those.
static float[] Enlarged(float[] planes) =>
[
    .. Enumerable.Range(0, planes.Length / (64 * 64)).SelectMany(plane => Enumerable.Range(0, StreetScene.Height * StreetScene.Width)
        .Select(p => planes[(plane * 64 + p / StreetScene.Width * 64 / StreetScene.Height) * 64 + p % StreetScene.Width * 64 / StreetScene.Width])),
];

static float Difference(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
