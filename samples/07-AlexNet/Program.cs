using System.Diagnostics;
using System.Globalization;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Display;
using Recognition;
using Recognition.Decoders;
using Spectre.Console;

const string FieldsPath = "receptive-fields.png";
const int Images = 2;

if (SampleOptions.Parse(args) is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;

AnsiConsole.MarkupLine($"[bold]AlexNet[/]: {AlexNet.InputShape} to {AlexNet.OutputShape}");
AnsiConsole.Write(Tables.Layers(AlexNet.Layers));
Picture fruit = Fruit.Draw(256, 256, options.Seed), framed = new(fruit.Values, fruit.Shape);
ReceptiveFields.Draw(framed, AlexNet.Layers);
framed.Enlarge(2).Under("one output sees 11, 19, 51, 67, 99, 131, 163, 195 pixels").Save(FieldsPath);
Say($"{FieldsPath} shows what one output of each layer sees of an image,");
Say($"from {AlexNet.Layers[0].ReceptiveField} on.");
Say($"");

// One image forward. The network ends in 1000 numbers; softmax makes probabilities of them.
AnsiConsole.MarkupLine("[bold]One image[/]");
var network = new AlexNet(options.Seed);
float[] scores = network.Forward(fruit.Values);
float[] probabilities = new Probabilities().Forward(scores);
var watch = Stopwatch.StartNew();
network.Forward(fruit.Values, scores);
Say($"Forward: {watch.Elapsed.TotalMilliseconds:0} ms. Its 1000 numbers become probabilities by softmax, which add");
Say($"up to {probabilities.Sum():0.0000}; untrained, the likeliest class has {probabilities.Max():0.0000}.");
Say($"");

// Some steps of training on two images: cross-entropy begins at the logarithm of 1000, which is to know nothing.
AnsiConsole.MarkupLine($"[bold]Training[/], on {Images} images");
Say($"Who knows nothing of 1000 classes has a cross-entropy of ln 1000 = {Math.Log(1000):0.000}.");
float[] images = new float[Images * AlexNet.InputShape.Length], gradients = new float[AlexNet.ParameterCount];
for (int i = 0; i < Images; i++) Fruit.Draw(256, 256, options.Seed + i).Values.CopyTo(images.AsSpan(i * AlexNet.InputShape.Length));
var optimizer = new Sgd(learningRate: 0.02, momentum: 0.9);
for (int step = 1; step <= (options.Quick ? 2 : 6); step++)
{
    watch.Restart();
    Gradients.Clear(gradients);
    float loss = network.Backward(images, [309, 950], gradients);
    optimizer.Step(network.Parameters, gradients);
    Say($"step {step}: loss {loss:0.000}, {watch.Elapsed.TotalMilliseconds:0} ms");
}
Say($"");

// A class for each pixel: the linear layers give way to the mirror image of the convolutions, and the size is left to run time.
AnsiConsole.MarkupLine("[bold]A class for each pixel[/], of 20, at any size");
Say($"The same convolutions, and three ways back from 1/32 of the size: transposed");
Say($"convolutions; unpooling and convolutions; upsampling and convolutions.");
var table = new Table { Border = TableBorder.Simple };
table.AddColumn(new TableColumn("way back").PadLeft(0));
table.AddColumns(new[] { "parameters", "input", "output", "forward", "loss, 2 steps" }.Select(title => new TableColumn(title).RightAligned()).ToArray());
Run(new Transposed(options.Seed), "transposed", (network, input, height, width, targets, gradients) => network.Backward(input, height, width, targets, gradients));
Run(new Unpooling(options.Seed), "unpooling", (network, input, height, width, targets, gradients) => network.Backward(input, height, width, targets, gradients));
Run(new Upsampling(options.Seed), "upsampling", (network, input, height, width, targets, gradients) => network.Backward(input, height, width, targets, gradients));
AnsiConsole.Write(table);
return 0;

void Run<T>(T network, string name, Step<T> backward) where T : IAnySizeNetwork
{
    foreach ((int height, int width) in (options.Quick ? [(64, 96)] : new[] { (64, 96), (128, 96) }))
    {
        float[] input = Fruit.Draw(height, width, options.Seed).Values.ToArray(), gradients = new float[network.ParameterCount];
        int[] targets = [.. Enumerable.Range(0, height * width).Select(pixel => pixel / width < height / 3 ? 0 : 1)];
        Shape output = network.OutputShapeFor(height, width);
        float[] outputs = new float[output.Length];
        var watch = Stopwatch.StartNew();
        network.Forward(input, height, width, outputs);
        double elapsed = watch.Elapsed.TotalMilliseconds;
        var optimizer = new Sgd(learningRate: 0.01);
        float before = backward(network, input, height, width, targets, gradients);
        optimizer.Step(network.Parameters, gradients);
        Gradients.Clear(gradients);
        float after = backward(network, input, height, width, targets, gradients);
        table.AddRow(name, network.ParameterCount.ToString("N0", CultureInfo.InvariantCulture), $"3×{height}×{width}", output.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{elapsed:0} ms"), string.Create(CultureInfo.InvariantCulture, $"{before:0.000} → {after:0.000}"));
        name = "";
    }
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

internal delegate float Step<T>(T network, ReadOnlySpan<float> input, int height, int width, ReadOnlySpan<int> targets, Span<float> gradients);
