using System.Globalization;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Display;
using Fovea.Samples.Drawing;
using Residual;
using Residual.Scalars;
using Spectre.Console;

const string ChartPath = "gradients.svg";

if (SampleOptions.Parse(args, epochs: 8) is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;

// One number, one weight: small enough to check by hand.
AnsiConsole.MarkupLine("[bold]One number[/]");
var one = new OneFactor();
one.Parameters[0] = 0.25f;
Say($"H(x) = x + r·x with r = 0.25:   ∂H/∂x = {Derivative.Of(one, 3).Input}, which is 1 + r.");
Say($"Were r 0, the gradient would still be 1.");

var plainFour = new FourFactors();
var skippingFour = new TwoResiduals();
float[] w = [2, 0.5f, 4, 0.25f];
w.CopyTo(plainFour.Parameters);
w.CopyTo(skippingFour.Parameters);
Say($"Four weights w = (2, 0.5, 4, 0.25) and x = 3:");
Say($"  without skips   dz/dw₀ =  w₃·w₂·w₁·x      = {Derivative.Of(plainFour, 3).Weights[0]}");
Say($"  with skips      dz/dw₀ = (w₃·w₂ + 1)·w₁·x = {Derivative.Of(skippingFour, 3).Weights[0]}");
AnsiConsole.WriteLine();

// Ten convolutions, without and with skips: as many weights, the same data, the same recipe.
IDataset<int> training = new DrawnDigits(options.Quick ? 1_500 : 6_000, options.Seed), test = new DrawnDigits(1_000, options.Seed, first: 6_000);
var normalization = Normalization.Compute(training);
(training, test) = (training.Normalize(normalization), test.Normalize(normalization));
IReadOnlyList<EpochReport> plain = Train(new Plain(options.Seed), "without skip connections"), skipping = Train(new Skipping(options.Seed), "with skip connections");

// The gradients of each layer, from the input to the output.
string[] layers = ["stem", .. Enumerable.Range(1, 10).Select(i => $"{i}"), "linear"];
AnsiConsole.MarkupLine("[bold]The gradients' norm, layer by layer[/], in the first epoch (█: twice as much)");
double least = plain[0].LayerGradientNorms.Concat(skipping[0].LayerGradientNorms).Where(layer => layer.Norm > 0).Min(layer => layer.Norm);
var table = new Table { Border = TableBorder.Simple };
table.AddColumns("layer", "plain", "", "with skips", "");
for (int i = 0; i < layers.Length; i++)
{
    (double without, double with) = (plain[0].LayerGradientNorms[i].Norm, skipping[0].LayerGradientNorms[i].Norm);
    table.AddRow(layers[i], Number(without), Bar(without), Number(with), Bar(with));
}
AnsiConsole.Write(table);

LogChart.Save(ChartPath, "Norm of the gradients in each layer, from the input to the output", layers,
    new Curve($"skips, epoch {skipping.Count}", "#2166ac", Norms(skipping[^1])), new Curve("skips, epoch 1", "#2166ac", Norms(skipping[0]), IsDashed: true),
    new Curve($"plain, epoch {plain.Count}", "#b2182b", Norms(plain[^1])), new Curve("plain, epoch 1", "#b2182b", Norms(plain[0]), IsDashed: true));
Say($"Of {test.Count} other digits, the plain network reads {plain[^1].ValidationAccuracy:P1}, the one with");
Say($"skips {skipping[^1].ValidationAccuracy:P1}.");
Say($"Open {ChartPath} in a browser.");
return 0;

IReadOnlyList<EpochReport> Train<T>(T network, string how) where T : class, ITrainable<T, int>
{
    AnsiConsole.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[bold]Ten convolutions {how}[/]: {network.ParameterCount} parameters"));
    var trainer = new Trainer<T, int>(network, new Sgd(learningRate: 0.05, momentum: 0.9)) { BatchSize = 32, Seed = options.Seed, MaxGradientNorm = 1 };
    IReadOnlyList<EpochReport> reports = trainer.FitOnConsole(training, options.Epochs, test);
    AnsiConsole.WriteLine();
    return reports;
}

string Bar(double norm) => norm > 0 ? new string('█', 1 + (int)Math.Round(Math.Log2(norm / least))) : "";

static double[] Norms(EpochReport epoch) => [.. epoch.LayerGradientNorms.Select(layer => layer.Norm)];

static string Number(double value) => value.ToString(value is > 0 and < 0.001 ? "0.0e+0" : "0.0000", CultureInfo.InvariantCulture);

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
