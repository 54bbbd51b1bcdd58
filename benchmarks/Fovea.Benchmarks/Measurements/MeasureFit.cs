using System.Diagnostics;
using System.Text.Json;

namespace Fovea.Benchmarks.Measurements;

/// <summary>
/// What a <see cref="Trainer{TNetwork, TTarget}"/>'s step costs beside the forward and backward pass: reading, augmenting and normalising images, metrics, norms, the optimizer, the schedule.
/// Epochs of the trainer take turns with as many passes alone, so that what the machine does besides falls on both.
/// </summary>
internal static class MeasureFit
{
    private const int DistinctBatches = 4;

    // An epoch is half a second or more: what is done once an epoch is shared by many steps, as in a training.
    private const double EpochSeconds = 0.5;
    private const int FewestSteps = 8;

    public static void Run<TNetwork>(MeasureOptions options)
        where TNetwork : class, ITrainable<TNetwork, int>
    {
        TNetwork network = TNetwork.Create(seed: 1);
        Compute.MaxDegreeOfParallelism = options.Threads;
        IDataset<int> images = Images<TNetwork>(options.Batch * DistinctBatches);
        float[] inputs = new float[options.Batch * images.InputLength], gradients = new float[network.ParameterCount];
        int[] labels = new int[options.Batch * images.TargetLength];
        images.Read([.. Enumerable.Range(0, options.Batch)], inputs, labels);

        Seconds(() => Passes(3)); // until the JIT has settled
        int steps = Math.Max(FewestSteps, (int)(EpochSeconds * 3 / Seconds(() => Passes(3))));
        IDataset<int> training = images.Subset([.. Enumerable.Range(0, steps * options.Batch).Select(i => i % images.Count)]);
        var trainer = new Trainer<TNetwork, int>(network, new Sgd(0.1, momentum: 0.9, weightDecay: 5e-4)) { BatchSize = options.Batch, Scheduler = new OneCycleLR(0.1, int.MaxValue) };

        Round();
        List<(double Fit, double Passes)> rounds = [];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds;) rounds.Add(Round());
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            mode = options.Mode,
            net = options.Network,
            batch = options.Batch,
            threads = options.Threads,
            rounds = rounds.Count,
            steps,
            step_ms = Measure.Round(Median(rounds.Select(round => round.Fit)) * 1000),
            passes_ms = Measure.Round(Median(rounds.Select(round => round.Passes)) * 1000),
            beside_percent = Measure.Round(Median(rounds.Select(round => 100 * (1 - round.Passes / round.Fit)))),
        }));

        (double Fit, double Passes) Round() => (Seconds(() => trainer.Fit(training, epochs: 1).Count()) / steps, Seconds(() => Passes(steps)) / steps);

        void Passes(int count)
        {
            for (int i = 0; i < count; i++) network.Backward(inputs, labels, gradients);
        }
    }

    // Noise, shifted and mirrored as CIFAR's images are, where labels do not lie over pixels.
    private static IDataset<int> Images<TNetwork>(int count)
        where TNetwork : class, ITrainable<TNetwork, int>
    {
        Shape shape = TNetwork.InputShape;
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, count * shape.Length).Select(_ => (float)random.NextDouble())];
        int[] labels = [.. Enumerable.Range(0, count * TNetwork.TargetLength).Select(_ => random.Next(TNetwork.OutputShape.Channels))];
        IDataset<int> images = Dataset.Create(pixels, labels, shape, TNetwork.TargetLength);
        if (TNetwork.TargetLength == 1) images = images.Augment(1, new RandomCrop(padding: 4), new RandomHorizontalFlip());
        return images.Normalize(Normalization.Compute(images));
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
