namespace Fovea.Tests;

/// <summary>Whole trainings, bit for bit: the same for one seed, on any number of threads. Alone, so that the worker pool is free and the threads really run.</summary>
[Collection(nameof(DeterminismTests))]
[CollectionDefinition(nameof(DeterminismTests), DisableParallelization = true)]
public sealed class DeterminismTests : IDisposable
{
    private readonly int _before = Compute.MaxDegreeOfParallelism;

    public void Dispose() => Compute.MaxDegreeOfParallelism = _before;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BatchNormAndDropout(int threads) => Check(Train<SmallResNet, int>(TrainerFeatureTests.Digits(150), 1), () => Train<SmallResNet, int>(TrainerFeatureTests.Digits(150), threads));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DropoutInOneSegment(int threads) => Check(Train<SmallLeNet, int>(TrainerFeatureTests.Digits(150), 1), () => Train<SmallLeNet, int>(TrainerFeatureTests.Digits(150), threads));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GroupNormAndNumbers(int threads) => Check(Train<SmallDenoiser, float>(TrainerFeatureTests.Noisy(150), 1), () => Train<SmallDenoiser, float>(TrainerFeatureTests.Noisy(150), threads));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BlockedLayout(int threads) => Check(Train<LargeNet, int>(TrainerFeatureTests.Digits(60), 1), () => Train<LargeNet, int>(TrainerFeatureTests.Digits(60), threads));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ImagesSideBySide(int threads) => Check(Train<WideNet, int>(TrainerFeatureTests.Digits(60), 1), () => Train<WideNet, int>(TrainerFeatureTests.Digits(60), threads));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OneImageForSeveralThreads(int images)
    {
        var network = new DivisibleNet(seed: 3);
        float[] input = RandomImages(images), targets = new float[images * DivisibleNet.OutputShape.Length], whole = new float[targets.Length];
        network.MaxDegreeOfParallelism = 1;
        float[] expected = network.Forward(input);
        for (int threads = 2; threads <= 5; threads++)
        {
            network.MaxDegreeOfParallelism = threads;
            for (int i = 0; i < 10; i++) Assert.Equal(expected, network.Forward(input));
        }

        // Training divides no image: its kernels do whole layers.
        network.Backward(input, targets, new float[DivisibleNet.ParameterCount], whole);
        for (int i = 0; i < whole.Length; i++) Assert.Equal(whole[i], expected[i], 1e-5f);
    }

    [Fact]
    public void CallersWhoFindThePoolBusy_WorkAlone()
    {
        var network = new DivisibleNet(seed: 3);
        float[] input = RandomImages(1), expected = network.Forward(input);
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => Assert.Equal(expected, network.Forward(input)));
    }

    [Fact]
    public void AnotherSeed_IsAnotherTraining() =>
        Assert.NotEqual(Train<SmallResNet, int>(TrainerFeatureTests.Digits(150), 2), Train<SmallResNet, int>(TrainerFeatureTests.Digits(150), 2, seed: 6));

    private static void Check(byte[] expected, Func<byte[]> train)
    {
        // More than once: threads that race would not lose every time.
        for (int i = 0; i < 3; i++) Assert.Equal(expected, train());
    }

    private static float[] RandomImages(int count)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count * DivisibleNet.InputShape.Length).Select(_ => (float)random.NextDouble())];
    }

    // Weights and running statistics after two epochs, with what a recipe has: clipping, averaging, accumulation, a schedule.
    private static byte[] Train<TNetwork, TTarget>(IDataset<TTarget> data, int threads, int seed = 5)
        where TNetwork : class, ITrainable<TNetwork, TTarget>
        where TTarget : unmanaged
    {
        Compute.MaxDegreeOfParallelism = threads;
        TNetwork network = TNetwork.Create(seed);
        var trainer = new Trainer<TNetwork, TTarget>(network, new AdamW(0.01)) { BatchSize = 50, AccumulationSteps = 2, Seed = seed, MaxGradientNorm = 1, Average = new(0.9) };
        trainer.Scheduler = new OneCycleLR(0.02, trainer.CountSteps(data, 2));
        Assert.Equal(2, trainer.Fit(data, 2, data).Count());
        using var weights = new MemoryStream();
        network.Save(weights);
        trainer.Average.CopyTo(network);
        network.Save(weights);
        return weights.ToArray();
    }
}
