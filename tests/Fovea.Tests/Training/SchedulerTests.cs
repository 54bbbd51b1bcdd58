namespace Fovea.Tests;

/// <summary>Against the tables of PyTorch's documentation and of its own tests (test/optim/test_lrscheduler.py), and against its recursive forms.</summary>
public sealed class SchedulerTests
{
    private const double Exact = 1e-12;

    [Fact]
    public void StepLR_IsTheDocumentedTable() => Check(
        new StepLR(30), 0.05, (0, 0.05), (29, 0.05), (30, 0.005), (59, 0.005), (60, 0.0005), (89, 0.0005), (90, 0.00005));

    [Fact]
    public void MultiStepLR_IsTheDocumentedTable() => Check(
        new MultiStepLR([80, 30]), 0.05, (0, 0.05), (29, 0.05), (30, 0.005), (79, 0.005), (80, 0.0005), (1000, 0.0005));

    [Fact]
    public void MultiStepLR_CountsARepeatedMilestoneTwice() => Check(new MultiStepLR([2, 2], 0.5), 1, (1, 1), (2, 0.25));

    [Fact]
    public void LinearLR_IsTheDocumentedTable() => Check(
        new LinearLR(4, 0.5), 0.05, (0, 0.025), (1, 0.03125), (2, 0.0375), (3, 0.04375), (4, 0.05), (5, 0.05), (100, 0.05));

    [Fact]
    public void CosineAnnealingLR_FollowsTheRecursiveForm()
    {
        // lr(t) = η + (lr(t − 1) − η)(1 + cos(π t / T)) / (1 + cos(π (t − 1) / T)), from PyTorch's documentation.
        const double Minimum = 0.002;
        const int Length = 17;
        var schedule = new CosineAnnealingLR(Length, Minimum);
        double expected = 0.3;
        Assert.Equal(expected, schedule.LearningRateAt(0, 0.3), Exact);
        for (int t = 1; t <= Length; t++)
        {
            expected = Minimum + (expected - Minimum) * (1 + Math.Cos(Math.PI * t / Length)) / (1 + Math.Cos(Math.PI * (t - 1) / Length));
            Assert.Equal(expected, schedule.LearningRateAt(t, 0.3), Exact);
        }
        Assert.Equal(Minimum, schedule.LearningRateAt(Length, 0.3), Exact);
    }

    [Fact]
    public void OneCycleLR_Linear_IsPyTorchsTable() => CheckCycle(
        new OneCycleLR(25, 10, cosine: false, baseMomentum: 1, maximumMomentum: 22, finalDivFactor: 2),
        [1, 13, 25, 21.5, 18, 14.5, 11, 7.5, 4, 0.5],
        [22, 11.5, 1, 4, 7, 10, 13, 16, 19, 22]);

    [Fact]
    public void OneCycleLR_LinearThreePhases_IsPyTorchsTable() => CheckCycle(
        new OneCycleLR(25, 10, risingShare: 0.4, cosine: false, baseMomentum: 1, maximumMomentum: 22, finalDivFactor: 4, threePhase: true),
        [1, 9, 17, 25, 17, 9, 1, 0.75, 0.5, 0.25],
        [22, 15, 8, 1, 8, 15, 22, 22, 22, 22]);

    [Fact]
    public void OneCycleLR_Cosine_IsPyTorchsTable()
    {
        static double Cosine(double start, double end, double share) => end + (start - end) / 2.0 * (Math.Cos(Math.PI * share) + 1);
        CheckCycle(
            new OneCycleLR(25, 10, baseMomentum: 1, maximumMomentum: 22, finalDivFactor: 2),
            [1, 13, 25, .. Enumerable.Range(1, 7).Select(i => Cosine(25, 0.5, i / 7.0))],
            [22, 11.5, 1, .. Enumerable.Range(1, 7).Select(i => Cosine(1, 22, i / 7.0))]);
    }

    [Fact]
    public void OneCycleLR_SetsRateAndMomentum()
    {
        var schedule = new OneCycleLR(0.1, 100);
        Sgd sgd = new(1, momentum: 0.5);
        schedule.Apply(sgd, 0);
        Assert.Equal(0.1 / 25, sgd.LearningRate, Exact);
        Assert.Equal(0.95, sgd.Momentum, Exact);
        AdamW adam = new();
        schedule.Apply(adam, 29);
        Assert.Equal(0.1, adam.LearningRate, Exact);
        Assert.Equal(0.85, adam.Beta1, Exact);
        schedule.Apply(adam, 99);
        Assert.Equal(0.1 / 25 / 1e4, adam.LearningRate, Exact);
        Assert.Equal(ScheduleInterval.Step, schedule.Interval);
        Assert.Contains("has 100 steps, and step 101 was asked for", Assert.Throws<InvalidOperationException>(() => schedule.Apply(adam, 100)).Message);
        Assert.Contains("no momentum to cycle", Assert.Throws<InvalidOperationException>(() => schedule.Apply(new Sgd(1), 0)).Message);
        Assert.Contains("no momentum to cycle", Assert.Throws<InvalidOperationException>(() => schedule.Apply(new Adagrad(), 0)).Message);
        new OneCycleLR(0.1, 100, cycleMomentum: false).Apply(new Sgd(1), 0);
    }

    [Fact]
    public void SequentialLR_IsTheDocumentedTable()
    {
        // PyTorch's example: a constant factor of 0.1 for 20 epochs, then exponential decay; here with schedules that we have.
        var schedule = new SequentialLR([new LinearLR(20, 0.1, 0.1), new StepLR(1, 0.9)], [20]);
        Check(schedule, 0.05, (0, 0.005), (19, 0.005), (20, 0.05), (21, 0.045), (22, 0.0405));
    }

    [Fact]
    public void WarmUp_LeadsIntoTheNextSchedule()
    {
        var schedule = new SequentialLR([new LinearLR(5, 0.2), new CosineAnnealingLR(10)], [5]);
        Check(schedule, 1, (0, 0.2), (1, 0.36), (4, 0.84), (5, 1), (10, 0.5), (15, 0));
    }

    [Fact]
    public void SequentialLR_PassesTheMomentumAndReportsOn()
    {
        var plateau = new ReduceLROnPlateau(0.5, patience: 0);
        var schedule = new SequentialLR([new LinearLR(2), plateau], [2]);
        Sgd optimizer = new(1);
        schedule.Apply(optimizer, 0);
        foreach (double loss in new[] { 1.0, 2, 3 }) schedule.Observe(Report(loss), optimizer); // the warm-up does not look
        schedule.Apply(optimizer, 2);
        Assert.Equal(1, optimizer.LearningRate);
        foreach (double loss in new[] { 1.0, 2 }) schedule.Observe(Report(loss), optimizer);
        schedule.Apply(optimizer, 3);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    public static TheoryData<ReduceLROnPlateau, double[], double[]> Plateaus => new()
    {
        { new(patience: 5) { ThresholdIsRelative = false, Threshold = 0.01, Cooldown = 5 }, Values(20, i => 10 - i * 0.0167), [.. Repeat(0.5, 20)] },
        { new(patience: 5) { ThresholdIsRelative = false, Threshold = 0.1 }, Values(22, i => 10 - i * 0.0165), [.. Repeat(0.5, 6), .. Repeat(0.05, 7), .. Repeat(0.005, 7), .. Repeat(0.0005, 2)] },
        { new(patience: 5) { Objective = Largest, ThresholdIsRelative = false, Cooldown = 5 }, Values(22, i => i < 2 ? -0.8 : -0.234), [.. Repeat(0.5, 8), .. Repeat(0.05, 11), .. Repeat(0.005, 3)] },
        { new(patience: 3) { Objective = Largest, Threshold = 0.1 }, Values(20, i => 1.5 * Math.Pow(1.025, i)), [.. Repeat(0.5, 20)] },
        { new(patience: 5) { Objective = Largest, Threshold = 0.1, Cooldown = 5 }, Values(20, i => 1.5 * Math.Pow(1.005, i)), [.. Repeat(0.5, 6), .. Repeat(0.05, 11), .. Repeat(0.005, 3)] },
        { new(patience: 5) { Minimum = 0.1 }, Values(14, _ => 1), [.. Repeat(0.5, 6), .. Repeat(0.1, 8)] },
    };

    [Theory]
    [MemberData(nameof(Plateaus), DisableDiscoveryEnumeration = true)]
    public void ReduceLROnPlateau_IsPyTorchsTable(ReduceLROnPlateau schedule, double[] values, double[] expected)
    {
        Sgd optimizer = new(0.5);
        for (int epoch = 0; epoch < values.Length; epoch++)
        {
            schedule.Observe(Report(values[epoch]), optimizer);
            schedule.Apply(optimizer, epoch + 1);
            Assert.Equal(expected[epoch], optimizer.LearningRate, Exact);
        }
    }

    [Fact]
    public void Objective_SaysWhatIsMissing()
    {
        var report = new EpochReport(3, 1, null, null, null, 1, default);
        Assert.Equal(1, Objective.Loss.Value(report));
        Assert.Equal(2, Objective.Loss.Value(report with { ValidationLoss = 2 }));
        Assert.Contains("epoch 3 has no validation accuracy", Assert.Throws<InvalidOperationException>(() => Objective.ValidationAccuracy.Value(report)).Message);
        Assert.False(Objective.Loss.IsBetter(double.NaN, 1));
        Assert.True(Objective.Loss.IsBetter(1, double.NaN));
        Assert.False(Objective.Loss.IsBetter(0.95, 1, 0.1));
        Assert.True(Objective.ValidationAccuracy.IsBetter(1.2, 1, 0.1));
    }

    [Fact]
    public void WrongSettings_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepLR(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepLR(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineAnnealingLR(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearLR(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleLR(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleLR(1, 10, risingShare: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceLROnPlateau(1));
        Assert.Contains("2 schedules need 1 milestones", Assert.Throws<ArgumentException>(() => new SequentialLR([new StepLR(1), new StepLR(1)], [1, 2])).Message);
        Assert.Contains("rise", Assert.Throws<ArgumentException>(() => new SequentialLR([new StepLR(1), new StepLR(1), new StepLR(1)], [2, 1])).Message);
        Assert.Contains("same Interval", Assert.Throws<ArgumentException>(() => new SequentialLR([new StepLR(1), new OneCycleLR(1, 10)], [2])).Message);
    }

    private static Objective Largest { get; } = Objective.Maximize("value", report => report.Loss);

    private static EpochReport Report(double loss) => new(1, loss, null, null, null, 1, default);

    private static double[] Values(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    private static IEnumerable<double> Repeat(double value, int count) => Enumerable.Repeat(value, count);

    private static void Check(LRScheduler schedule, double initial, params (long Index, double Rate)[] expected)
    {
        Sgd optimizer = new(initial);
        foreach ((long index, double rate) in expected)
        {
            schedule.Apply(optimizer, index);
            Assert.Equal(rate, optimizer.LearningRate, Exact);
        }
    }

    private static void CheckCycle(OneCycleLR schedule, double[] rates, double[] momenta)
    {
        for (int i = 0; i < rates.Length; i++)
        {
            Assert.Equal(rates[i], schedule.LearningRateAt(i, 1), Exact);
            Assert.Equal(momenta[i], schedule.MomentumAt(i), Exact);
        }
    }
}
