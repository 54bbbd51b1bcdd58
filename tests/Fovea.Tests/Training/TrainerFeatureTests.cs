namespace Fovea.Tests;

/// <summary>What a trainer does beside plain steps, each against the same thing done by hand.</summary>
public sealed class TrainerFeatureTests
{
    [Fact]
    public void Accumulation_IsOneLargeBatch()
    {
        // Without batch normalisation or dropout: steps of 3 × 4 images are steps of 12, up to rounding; the last one has 4 + 4 + 2.
        Trainer<SmallDenoiser, float> whole = Denoiser(), parts = Denoiser();
        (whole.BatchSize, parts.BatchSize, parts.AccumulationSteps) = (12, 4, 3);
        Dataset<float> data = Noisy(34);
        EpochReport[] expected = [.. whole.Fit(data, 3)], actual = [.. parts.Fit(data, 3)];
        Assert.Equal(9, parts.StepsCompleted);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i].Loss, actual[i].Loss, 1e-5 * expected[i].Loss);
            Assert.Equal(expected[i].GradientNorm, actual[i].GradientNorm, 1e-4 * expected[i].GradientNorm);
        }
        Close(whole.Network.ReadParameters(), parts.Network.ReadParameters(), 1e-5);
    }

    [Fact]
    public void Clipping_IsThatOfTheGradients()
    {
        Trainer<SmallDenoiser, float> trained = Denoiser();
        (trained.BatchSize, trained.MaxGradientNorm, trained.MaxGradientValue, trained.Shuffle) = (10, 0.01, 0.05, false);
        Dataset<float> data = Noisy(20);
        EpochReport report = trained.Fit(data, 1).Single();

        SmallDenoiser network = new(1);
        var optimizer = new Adam(0.01);
        double norms = 0;
        for (int step = 0; step < 2; step++)
        {
            float[] inputs = new float[640], targets = new float[640], gradients = new float[SmallDenoiser.ParameterCount];
            data.Read([.. Enumerable.Range(10 * step, 10)], inputs, targets);
            network.Backward(inputs, targets, gradients);
            norms += Gradients.Norm(gradients);
            Gradients.ClipValue(gradients, 0.05);
            Gradients.ClipNorm(gradients, 0.01);
            Assert.Equal(0.01, Gradients.Norm(gradients), 1e-6);
            optimizer.Step(network.Parameters, gradients);
        }
        Assert.Equal(network.ReadParameters(), trained.Network.ReadParameters());
        Assert.Equal(norms / 2, report.GradientNorm, 1e-12);
        Assert.Equal(["conv1", "norm1", "conv2"], report.LayerGradientNorms.Select(layer => layer.Layer));
        Assert.All(report.LayerGradientNorms, layer => Assert.InRange(layer.Norm, 1e-6, report.GradientNorm));
    }

    [Fact]
    public void Scheduler_SetsEpochsAndSteps()
    {
        Dataset<float> data = Noisy(30);
        Trainer<SmallDenoiser, float> byEpoch = Denoiser(), byStep = Denoiser();
        byEpoch.Scheduler = new StepLR(1, 0.5);
        byStep.Scheduler = new StepLR(1, 0.5) { Interval = ScheduleInterval.Step };
        var progress = new Steps();
        byStep.BatchSize = 10;
        Assert.Equal([0.01, 0.005], byEpoch.Fit(data, 2).Select(report => report.LearningRate));
        Assert.Equal(2, byStep.Fit(data, 2, progress: progress).Count());
        Assert.Equal([0.01, 0.005, 0.0025, 0.00125, 0.000625, 0.0003125], progress.Reports.Select(step => step.LearningRate));
        Assert.Equal([10, 20, 30, 10, 20, 30], progress.Reports.Select(step => step.Images));
        Assert.Equal(6, byStep.CountSteps(data, 2));
    }

    [Fact]
    public void Average_IsItsFormula_AndIsWhatValidationMeasures()
    {
        Dataset<float> data = Noisy(30), validation = Noisy(7, seed: 9);
        Trainer<SmallDenoiser, float> trainer = Denoiser();
        (trainer.BatchSize, trainer.Average) = (10, new(0.75));
        double[] expected = [];
        trainer.Callbacks.Add(new AfterStep(_ =>
        {
            float[] parameters = trainer.Network.ReadParameters().ToArray();
            expected = expected.Length == 0 ? [.. parameters.Select(p => (double)p)] : [.. expected.Zip(parameters, (average, p) => 0.75 * average + 0.25 * p)];
        }));
        EpochReport report = trainer.Fit(data, 2, validation).Last();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], trainer.Average.Parameters[i], 1e-6);

        float[] inputs = new float[448], targets = new float[448];
        validation.Read([0, 1, 2, 3, 4, 5, 6], inputs, targets);
        SmallDenoiser averaged = new();
        trainer.Average.CopyTo(averaged);
        Assert.Equal(averaged.Loss(averaged.Forward(inputs), targets), report.ValidationLoss!.Value, 1e-6);
        Assert.NotEqual(averaged.ReadParameters().ToArray(), trainer.Network.ReadParameters().ToArray());
    }

    [Fact]
    public void EarlyStopping_StopsAndRestoresTheBest()
    {
        // A loss that falls twice and then rises: epochs 1 and 2 are good, 3, 4, 5 are not.
        Trainer<SmallDenoiser, float> trainer = Denoiser();
        double[] losses = [3, 2, 4, 4, 2, 1];
        trainer.ValidationLoss = (_, _) => losses[trainer.EpochsCompleted];
        trainer.EarlyStopping = new(patience: 3);
        var after = new List<float[]>();
        trainer.Callbacks.Add(new AfterStep(_ => after.Add(trainer.Network.ReadParameters().ToArray())));
        EpochReport[] reports = [.. trainer.Fit(Noisy(20), 10, Noisy(5))];
        Assert.Equal([3.0, 2, 4, 4, 2], reports.Select(report => report.ValidationLoss!.Value));
        Assert.Equal((true, 2, 2.0), (trainer.EarlyStopping.HasStopped, trainer.EarlyStopping.BestEpoch, trainer.EarlyStopping.Best));
        Assert.Equal(after[1], trainer.Network.ReadParameters().ToArray());
        Assert.Empty(trainer.Fit(Noisy(20), 10, Noisy(5)));
        Assert.Equal(reports, trainer.History);
    }

    [Fact]
    public void Metrics_AreMeasuredOnTheValidationData()
    {
        Trainer<SmallDenoiser, float> trainer = Denoiser();
        trainer.Metrics.Add(new MeanSquaredError());
        trainer.Metrics.Add(new PeakSignalToNoiseRatio());
        EpochReport report = trainer.Fit(Noisy(20), 1, Noisy(5)).Single();
        Assert.Equal(["MSE", "PSNR"], report.Metrics.Select(metric => metric.Name));
        Assert.Equal(report.ValidationLoss!.Value, report.Metrics[0].Value, 1e-6);
        Assert.Equal(10 * Math.Log10(1 / report.Metrics[0].Value), report.Metrics[1].Value, 1e-9);
        Assert.Contains(", MSE 0.", report.ToString());
    }

    [Fact]
    public void Callbacks_SeeEverythingInOrder()
    {
        Trainer<SmallDenoiser, float> trainer = Denoiser();
        trainer.BatchSize = 10;
        var log = new List<string>();
        trainer.Callbacks.Add(new Log(log));
        Assert.Equal(2, trainer.Fit(Noisy(20), 2).Count());
        Assert.Equal(["epoch 1", "gradients", "step 1", "gradients", "step 2", "end 1", "epoch 2", "gradients", "step 1", "gradients", "step 2", "end 2"], log);
    }

    [Fact]
    public void Gradients_MayBeChangedByACallback()
    {
        Trainer<SmallDenoiser, float> trainer = Denoiser();
        trainer.Callbacks.Add(new Log([], clear: true));
        float[] before = trainer.Network.ReadParameters().ToArray();
        Assert.Equal(0, trainer.Fit(Noisy(20), 1).Single().GradientNorm);
        Assert.Equal(before, trainer.Network.ReadParameters().ToArray());
    }

    [Fact]
    public void CancelledEpoch_IsGoneOnWith()
    {
        // Stopped in the second epoch's second step; the next call makes the rest of it, and the same bits.
        Dataset<int> data = Digits(50);
        Trainer<SmallResNet, int> straight = Classifier(), halted = Classifier();
        Assert.Equal(3, straight.Fit(data, 3).Count());
        using var source = new CancellationTokenSource();
        halted.Callbacks.Add(new AfterStep(step =>
        {
            if (step is { Epoch: 2, Step: 2 }) source.Cancel();
        }));
        Assert.Throws<OperationCanceledException>(() => halted.Fit(data, 3, cancellationToken: source.Token).Count());
        Assert.Equal((1, 2), (halted.EpochsCompleted, halted.StepsIntoEpoch));
        Assert.Contains("left after 2 steps, 32 of 50 examples", Assert.Throws<InvalidOperationException>(() => halted.Fit(Digits(40), 1).Count()).Message);
        EpochReport[] rest = [.. halted.Fit(data, 2)];
        Assert.Equal([2, 3], rest.Select(report => report.Epoch));
        Assert.Equal(straight.History.Skip(1).Select(Figures), rest.Select(Figures));
        Assert.Equal(straight.Network.ReadParameters(), halted.Network.ReadParameters());
        Assert.Equal(straight.Network.ReadBuffers(), halted.Network.ReadBuffers());
    }

    [Theory]
    [InlineData("conv1.*")]
    [InlineData("*")]
    public void Frozen_DoesNotMove_RunningStatisticsIncluded(string pattern)
    {
        Trainer<SmallResNet, int> trainer = Classifier();
        Dataset<int> data = Digits(50);
        Assert.Single(trainer.Fit(data, 1));
        trainer.Freeze(pattern, "bn1.*");
        SmallResNet network = trainer.Network;
        Dictionary<string, float[]> before = Tensors(network);
        Assert.Equal(2, trainer.Fit(data, 2).Count());
        Dictionary<string, float[]> after = Tensors(network);
        foreach (string name in before.Keys)
        {
            bool frozen = pattern == "*" || name.StartsWith("conv1.", StringComparison.Ordinal) || name.StartsWith("bn1.", StringComparison.Ordinal);
            if (frozen) Assert.Equal(before[name], after[name]);
            else Assert.NotEqual(before[name], after[name]);
        }
        trainer.Unfreeze("bn1.*");
        Assert.Single(trainer.Fit(data, 1));
        Assert.NotEqual(before["bn1.running_mean"], Tensors(network)["bn1.running_mean"]);
    }

    private static Dictionary<string, float[]> Tensors(IParameterized network) => network.ParameterInfos.ToArray().ToDictionary(
        info => info.Name, info => (info.Trainable ? network.ReadParameters() : network.ReadBuffers()).Slice(info.Offset, info.Length).ToArray());

    private static (double, double?, double, double) Figures(EpochReport report) => (report.Loss, report.Accuracy, report.GradientNorm, report.LearningRate);

    private static Trainer<SmallDenoiser, float> Denoiser() => new(new(1), new Adam(0.01));

    private static Trainer<SmallResNet, int> Classifier() => new(new(1), new AdamW(0.01)) { BatchSize = 16 };

    internal static Dataset<float> Noisy(int count, int seed = 0)
    {
        float[] clean = new float[64 * count], noise = new float[64 * count];
        new Initializer(seed).Uniform(clean, 1);
        new Initializer(seed + 100).Uniform(noise, 0.3);
        return Dataset.Create([.. clean.Zip(noise, (pixel, error) => pixel + error)], clean, 64, 64);
    }

    internal static Dataset<int> Digits(int count, int seed = 0)
    {
        float[] inputs = new float[64 * count];
        int[] labels = new int[count];
        new Initializer(seed).Uniform(inputs, 0.5);
        for (int i = 0; i < count; i++) inputs[64 * i + 6 * (labels[i] = i * 7 % 10)] += 1;
        return Dataset.Create(inputs, labels, 64);
    }

    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    private sealed class Steps : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }

    private sealed class AfterStep(Action<TrainingProgress> action) : TrainerCallback
    {
        public override void OnStepEnd(TrainingProgress progress) => action(progress);
    }

    private sealed class Log(List<string> log, bool clear = false) : TrainerCallback
    {
        public override void OnEpochStart(int epoch) => log.Add($"epoch {epoch}");

        public override void OnGradients(Span<float> gradients)
        {
            log.Add("gradients");
            if (clear) gradients.Clear();
        }

        public override void OnStepEnd(TrainingProgress progress) => log.Add($"step {progress.Step}");

        public override void OnEpochEnd(EpochReport report) => log.Add($"end {report.Epoch}");
    }
}
