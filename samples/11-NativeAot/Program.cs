using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.Intrinsics;
using Fovea;
using NativeAot;

// The first output, before anything else: with the JIT, this is where it compiles.
long start = Stopwatch.GetTimestamp();
new Reader().Forward(new float[Segments.Side * Segments.Side]);
double firstOutput = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
if (args is ["--first"]) return;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.WriteLine($"compiled as it runs  {JitInfo.GetCompiledMethodCount()} methods");
Console.WriteLine($"executable           {new FileInfo(Environment.ProcessPath!).Length / 1e6:F1} MB");
Console.WriteLine($"vectors              {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits");
Console.WriteLine($"first output         {firstOutput:F2} ms after Main began");

// A native program trains as any other does.
const int Training = 3_000, Test = 500;
var random = new Random(1);
float[] images = new float[(Training + Test) * Segments.Side * Segments.Side];
int[] labels = new int[Training + Test];
for (int i = 0; i < labels.Length; i++) Segments.Draw(labels[i] = random.Next(10), random, images.AsSpan(i * Segments.Side * Segments.Side, Segments.Side * Segments.Side));
IDataset<int> digits = Dataset.Create(images, labels, inputLength: Segments.Side * Segments.Side);

var reader = new Reader(seed: 1) { MaxDegreeOfParallelism = 1 };
start = Stopwatch.GetTimestamp();
var trainer = new Trainer<Reader, int>(reader, new Adam(learningRate: 0.005)) { BatchSize = 32 };
foreach (EpochReport epoch in trainer.Fit(digits.Slice(0, Training), epochs: 3)) Console.WriteLine(epoch);
Console.WriteLine($"training             {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms for 3 times {Training} images");
Console.WriteLine($"reads                {reader.Evaluate(digits.Slice(Training, Test)).Correct} of {Test} others");

// One of them, again and again, and then to look at.
ReadOnlySpan<float> one = images.AsSpan(Training * Segments.Side * Segments.Side, Segments.Side * Segments.Side);
float[] scores = new float[10];
double[] times = new double[300_000];
foreach (ref double time in times.AsSpan())
{
    start = Stopwatch.GetTimestamp();
    reader.Forward(one, scores);
    time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}
Array.Sort(times);
Console.WriteLine($"one image            {times[times.Length / 2]:F1} µs, the median of {times.Length}");
Console.WriteLine();
for (int row = 0; row < Segments.Side; row++)
{
    foreach (float pixel in one.Slice(row * Segments.Side, Segments.Side)) Console.Write(pixel > 0.5f ? "##" : pixel > 0.15f ? "··" : "  ");
    Console.WriteLine();
}
Console.WriteLine($"This is a {labels[Training]}, taken for a {Array.IndexOf(scores, scores.Max())}.");
