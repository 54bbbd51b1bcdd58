using System.Globalization;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Display;
using Fovea.Samples.Drawing;
using Reading;
using Reading.Larger;
using Reading.Shapes;
using Spectre.Console;

const string MapsPath = "lenet.png";
const int Large = 68;

if (SampleOptions.Parse(args, epochs: 3) is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;
(int trained, int tested) = options.Quick ? (1_500, 500) : (6_000, 1_000);

AnsiConsole.MarkupLine("[bold]Shapes[/], which the compiler knows and shows in the editor");
Questions.Show();

AnsiConsole.MarkupLine($"[bold]LeNet[/]: {LeNet.InputShape} to {LeNet.OutputShape}");
AnsiConsole.Write(Tables.Layers(LeNet.Layers));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"For 26 letters one number changes: {LettersLeNet.OutputShape} outputs, and {LettersLeNet.ParameterCount:N0} parameters\ninstead of {LeNet.ParameterCount:N0}."));
AnsiConsole.WriteLine();

// LeNet itself, on drawn digits of its size.
(IDataset<int> small, IDataset<int> smallTest) = Draw(side: 32);
var lenet = new LeNet(options.Seed);
Train(lenet, small, smallTest, $"LeNet, on {trained} drawn digits of 32×32");
float[] image = new float[smallTest.InputLength];
smallTest.Read([5], image, new int[1]);
Maps.Draw(lenet, image).Save(MapsPath);
AnsiConsole.WriteLine($"{MapsPath} shows what its convolutions and poolings make of a 5.");
AnsiConsole.WriteLine();

// Images of 68×68. LeNet does not take them: the compiler says so. Four ways to read them.
AnsiConsole.MarkupLine($"[bold]Images of {Large}×{Large}[/]. With them, this LeNet does not build:");
Console.WriteLine("   error FOV1007: Linear 'f1': In = 400 is expected, and its input has 3136 features.");
Console.WriteLine("There are four ways to read them.");
AnsiConsole.WriteLine();
(IDataset<int> large, IDataset<int> largeTest) = Draw(side: Large);

// 1: LeNet as it is, behind a resizing: nothing is left to train.
var resized = new Resized();
Weights.CopyWeights(lenet, resized, InLeNet);
// 2: trained further, since what is in front of it is new.
var inFront = new InFront(options.Seed);
Weights.CopyWeights(lenet, inFront, InLeNet, allowMissing: true);
Train(inFront, large, largeTest, "A convolution and a pooling in front of the LeNet that was trained");
// 3 and 4: new.
var wider = new Wider(options.Seed);
Train(wider, large, largeTest, "A larger first linear layer");
var convolutional = new Convolutional(options.Seed);
Train(convolutional, large, largeTest, "Convolutions alone, and the mean over all places");

var table = new Table { Border = TableBorder.Simple };
table.AddColumn(new TableColumn($"{Large}×{Large}").PadLeft(0));
table.AddColumns(new[] { "parameters", "multiply-adds", "trained", "digits read" }.Select(title => new TableColumn(title).RightAligned()).ToArray());
Row(resized, "1  resized to 32×32", "no");
Row(inFront, "2  one more in front", "further");
Row(wider, "3  wider linear layer", "yes");
Row(convolutional, "4  fully convolutional", "yes");
AnsiConsole.Write(table);

// The last takes any size: the weights are the same.
var anySize = new AnySize();
convolutional.ReadParameters().CopyTo(anySize.Parameters);
AnsiConsole.WriteLine("The fully convolutional one takes images of any size, with the same weights:");
foreach (int side in (int[])[56, Large, 80])
{
    var digits = new DrawnDigits(200, options.Seed, first: trained, side);
    AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {side}×{side}: {anySize.OutputShapeFor(side, side)} numbers, {CountRight(anySize, digits, side) / (double)digits.Count:P1} read"));
}
return 0;

(IDataset<int> Training, IDataset<int> Test) Draw(int side) =>
    (new DrawnDigits(trained, options.Seed, side: side), new DrawnDigits(tested, options.Seed, first: trained, side));

void Train<T>(T network, IDataset<int> training, IDataset<int> test, string title) where T : class, ITrainable<T, int>
{
    AnsiConsole.MarkupLine($"[bold]{title}[/]");
    var trainer = new Trainer<T, int>(network, new Adam(learningRate: 2e-3)) { BatchSize = 32, Seed = options.Seed };
    trainer.Scheduler = new LinearLR(options.Epochs, startFactor: 1, endFactor: 0.1);
    trainer.FitOnConsole(training, options.Epochs, test);
    AnsiConsole.WriteLine();
}

void Row<T>(T network, string way, string howTrained) where T : class, ITrainable<T, int>
{
    long multiplyAdds = 0;
    foreach (LayerInfo layer in T.Layers) multiplyAdds += layer.MultiplyAdds;
    table.AddRow(way, network.ParameterCount.ToString("N0", CultureInfo.InvariantCulture), multiplyAdds.ToString("N0", CultureInfo.InvariantCulture), howTrained,
        network.Evaluate(largeTest).Accuracy.ToString("P1", CultureInfo.InvariantCulture));
}

// A network that is used in another has its name before its tensors' names.
static string? InLeNet(string name) => name.StartsWith("lenet.", StringComparison.Ordinal) ? name["lenet.".Length..] : null;

static int CountRight(AnySize network, IDataset<int> digits, int side)
{
    float[] images = new float[digits.Count * digits.InputLength];
    int[] labels = new int[digits.Count];
    digits.Read([.. Enumerable.Range(0, digits.Count)], images, labels);
    float[] outputs = network.Forward(images, side, side);
    int right = 0;
    for (int i = 0; i < labels.Length; i++)
    {
        ReadOnlySpan<float> output = outputs.AsSpan(i * 10, 10);
        float most = float.MinValue;
        foreach (float value in output) most = Math.Max(most, value);
        if (output.IndexOf(most) == labels[i]) right++;
    }
    return right;
}
