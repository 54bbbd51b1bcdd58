namespace Fovea.Tests;

public sealed class TrainerTests
{
    [Fact]
    public void Training_LearnsWhatCanBeLearnt()
    {
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.5)) { BatchSize = 16 };
        EpochReport[] reports = [.. trainer.Fit(Examples(203), 30, Examples(100, seed: 1))];
        Assert.Equal(Enumerable.Range(1, 30), reports.Select(report => report.Epoch));
        Assert.True(reports[^1].Loss < 0.3 * reports[0].Loss, $"{reports[0]} … {reports[^1]}");
        Assert.True(reports[^1].Accuracy > 0.95, reports[^1].ToString());
        Assert.True(reports[^1].ValidationAccuracy > 0.9, reports[^1].ToString());
        Assert.True(reports[^1].ValidationLoss < 0.3 * reports[0].Loss, reports[^1].ToString());
        Assert.True(reports[^1].ImagesPerSecond > 0);
        Assert.True(reports[^1].Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void FirstEpoch_IsExactlyTheStepsByHand()
    {
        // 10 examples in batches of 4, 4 and 2, without shuffling.
        Dataset<int> data = Examples(10);
        SoftmaxRegression trained = new(3), byHand = new(3);
        var trainer = new Trainer<SoftmaxRegression, int>(trained, new Sgd(0.1, momentum: 0.9)) { BatchSize = 4, Shuffle = false };
        EpochReport report = trainer.Fit(data, 1).Single();

        var optimizer = new Sgd(0.1, momentum: 0.9);
        double loss = 0;
        int right = 0;
        foreach (int[] batch in new int[][] { [0, 1, 2, 3], [4, 5, 6, 7], [8, 9] })
        {
            float[] inputs = new float[batch.Length * 4], gradients = new float[15], outputs = new float[batch.Length * 3];
            int[] labels = new int[batch.Length];
            data.Read(batch, inputs, labels);
            loss += byHand.Backward(inputs, labels, gradients, outputs) * (double)batch.Length;
            for (int i = 0; i < batch.Length; i++)
            {
                float[] logits = outputs[(3 * i)..(3 * i + 3)];
                if (Array.IndexOf(logits, logits.Max()) == labels[i]) right++;
            }
            optimizer.Step(byHand.Parameters, gradients);
        }

        Assert.Equal(byHand.ReadParameters(), trained.ReadParameters());
        Assert.Equal(loss / 10, report.Loss);
        Assert.Equal(right / 10.0, report.Accuracy);
    }

    [Fact]
    public void SameSeed_SameBits_OtherSeed_OtherBits()
    {
        Assert.Equal(Train(seed: 5), Train(seed: 5));
        Assert.NotEqual(Train(seed: 5), Train(seed: 6));

        static float[] Train(int seed)
        {
            var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Adam(0.01)) { BatchSize = 8, Seed = seed };
            Assert.Equal(3, trainer.Fit(Examples(50), 3).Count());
            return trainer.Network.ReadParameters().ToArray();
        }
    }

    [Fact]
    public void Resumed_IsTheSameAsStraight()
    {
        var straight = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 8 };
        Assert.Equal(4, straight.Fit(Examples(50), 4).Count());

        var first = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 8 };
        Assert.Equal(2, first.Fit(Examples(50), 2).Count());
        var second = new Trainer<SoftmaxRegression, int>(first.Network, new Sgd(0.1)) { BatchSize = 8, EpochsCompleted = 2 };
        Assert.Equal([3, 4], second.Fit(Examples(50), 2).Select(report => report.Epoch));

        Assert.Equal(straight.Network.ReadParameters(), second.Network.ReadParameters());
    }

    [Fact]
    public void EveryEpoch_ReadsEveryExampleOnce_InAnOrderOfItsOwn()
    {
        var data = new Recorder(Examples(50));
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 8 };
        var orders = new List<int[]>();
        foreach (EpochReport _ in trainer.Fit(data, 3))
        {
            orders.Add([.. data.Seen]);
            data.Seen.Clear();
        }
        Assert.All(orders, order => Assert.Equal(Enumerable.Range(0, 50), order.Order()));
        Assert.All(orders, order => Assert.NotEqual(Enumerable.Range(0, 50), order));
        Assert.NotEqual(orders[0], orders[1]);
        Assert.NotEqual(orders[1], orders[2]);
    }

    [Fact]
    public void Fit_IsLazy()
    {
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1));
        IEnumerable<EpochReport> epochs = trainer.Fit(Examples(50), 3);
        Assert.Equal(0, trainer.Network.TrainingStep);
        using IEnumerator<EpochReport> enumerator = epochs.GetEnumerator();
        Assert.True(enumerator.MoveNext());
        Assert.Equal(1, trainer.EpochsCompleted);
    }

    [Fact]
    public void Progress_TellsOfEveryStep()
    {
        var progress = new Progress();
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 20 };
        EpochReport report = trainer.Fit(Examples(50), 2, progress: progress).First();
        Assert.Equal([(1, 1, 3), (1, 2, 3), (1, 3, 3)], progress.Reports.Select(step => (step.Epoch, step.Step, step.Steps)));
        Assert.Equal(report.Loss, (progress.Reports[0].Loss * 20.0 + progress.Reports[1].Loss * 20.0 + progress.Reports[2].Loss * 10.0) / 50);
    }

    [Fact]
    public void Cancellation_LeavesTheLastWholeStep()
    {
        // Asked for in the middle of step 3: that step is finished, the fourth is not begun.
        using var source = new CancellationTokenSource();
        var network = new SoftmaxRegression(1);
        network.BeforeBackward = step =>
        {
            if (step == 3) source.Cancel();
        };
        var trainer = new Trainer<SoftmaxRegression, int>(network, new Sgd(0.1)) { BatchSize = 8 };
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Examples(50), 1, cancellationToken: source.Token).Count());

        var whole = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 8 };
        float[] afterThree = [];
        whole.Network.BeforeBackward = step =>
        {
            if (step == 4) afterThree = whole.Network.ReadParameters().ToArray();
        };
        Assert.Single(whole.Fit(Examples(50), 1));
        Assert.Equal(3, network.TrainingStep);
        Assert.Equal(afterThree, network.ReadParameters().ToArray());
        Assert.Equal(0, trainer.EpochsCompleted);
        Assert.All(network.ReadParameters().ToArray(), parameter => Assert.True(float.IsFinite(parameter)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void LossThatIsNotFinite_IsNamed_AndNotStepped(float poison)
    {
        // Example 17 of the second epoch's first batch on.
        float[] inputs = new float[200];
        int[] labels = new int[50];
        Examples(50).Read([.. Enumerable.Range(0, 50)], inputs, labels);
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 8, Shuffle = false };
        float[] before = [];
        trainer.Network.BeforeBackward = step =>
        {
            if (step == 7 + 3) before = trainer.Network.ReadParameters().ToArray();
        };
        using IEnumerator<EpochReport> epochs = trainer.Fit(Dataset.Create(inputs, labels, 4), 5).GetEnumerator();
        Assert.True(epochs.MoveNext());
        inputs[4 * 17] = poison;
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() => epochs.MoveNext());
        Assert.StartsWith("Epoch 2, step 3 of 7: the loss is", exception.Message);
        Assert.Equal(before, trainer.Network.ReadParameters().ToArray());
        Assert.Equal(1, trainer.EpochsCompleted);
    }

    [Fact]
    public void Steps_AllocateNothing()
    {
        // An epoch of 200 steps may allocate no more than one of 2.
        Assert.Equal(Allocated(20), Allocated(2000));

        static long Allocated(int count)
        {
            var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Adam()) { BatchSize = 10, Prefetch = 0 }; // what passes batches between threads allocates a little
            using IEnumerator<EpochReport> epochs = trainer.Fit(Examples(count).Take(count), 2).GetEnumerator();
            Assert.True(epochs.MoveNext());
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(epochs.MoveNext());
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void ValidationLoss_IsTheMeanOverImages()
    {
        // The label itself as the loss, in batches of 4, 4 and 2: the mean must weigh the last one less.
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1)) { BatchSize = 4 };
        trainer.ValidationLoss = (outputs, labels) =>
        {
            Assert.Equal(3 * labels.Length, outputs.Length);
            double sum = 0;
            foreach (int label in labels) sum += label;
            return sum / labels.Length;
        };
        int[] labels = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
        EpochReport report = trainer.Fit(Examples(10), 1, Dataset.Create(new float[40], labels, 4)).Single();
        Assert.Equal(0.8, report.ValidationLoss!.Value, 1e-12);
    }

    [Fact]
    public void Evaluate_CountsWhatForwardSays()
    {
        var network = new SoftmaxRegression(1);
        Dataset<int> data = Examples(53);
        var expected = new ConfusionMatrix(3);
        float[] input = new float[4];
        int[] label = new int[1];
        for (int i = 0; i < 53; i++)
        {
            data.Read([i], input, label);
            float[] output = network.Forward(input);
            expected.Add(label[0], Array.IndexOf(output, output.Max()));
        }
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal(expected.ToString(), network.Evaluate(data, batchSize: 10, token).ToString());
        Assert.Equal(expected.ToString(), new Trainer<SoftmaxRegression, int>(network, new Sgd(0)).Evaluate(data, token).ToString());
        Assert.Throws<OperationCanceledException>(() => network.Evaluate(data, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void LabelsOfPixels_AreEvaluatedOneByOne()
    {
        // Two classes, two pixels: the larger of the pixel's two inputs is its class.
        Dataset<int> data = Dataset.Create([5, 1, 2, 6, /**/ 1, 1, 3, 0], [0, 1, /**/ 1, 1], inputLength: 4, targetLength: 2);
        ConfusionMatrix matrix = new Scale(1).Evaluate(data, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((1, 0, 1, 2), (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]));
    }

    [Fact]
    public void NumbersAsTargets_HaveALossButNoAccuracy()
    {
        float[] inputs = new float[80];
        new Initializer(1).Uniform(inputs, 1);
        Dataset<float> data = Dataset.Create(inputs, [.. inputs.Select(input => 3 * input)], inputLength: 4, targetLength: 4);
        var trainer = new Trainer<Scale, float>(new(1), new Sgd(0.5)) { BatchSize = 5 };
        EpochReport[] reports = [.. trainer.Fit(data, 20, data)];
        Assert.Equal(3f, trainer.Network.ReadParameters()[0], 1e-3f);
        Assert.True(reports[^1].Loss < 1e-3 * reports[0].Loss);
        Assert.All(reports, report => Assert.Equal((null, null, null), (report.Accuracy, report.ValidationAccuracy, report.Validation)));
        Assert.True(reports[^1].ValidationLoss < 1e-3 * reports[0].Loss);
        Assert.Contains("The targets of Scale are no class labels", Assert.Throws<NotSupportedException>(() => trainer.Evaluate(data)).Message);
    }

    [Fact]
    public void DataThatDoesNotFit_IsRefusedAtOnce()
    {
        var trainer = new Trainer<SoftmaxRegression, int>(new(1), new Sgd(0.1));
        Assert.Contains("An input of SoftmaxRegression is 4, 4 numbers, and one of the dataset has 5",
            Assert.Throws<ArgumentException>(() => trainer.Fit(Dataset.Create(new float[10], new int[2], 5), 1)).Message);
        Assert.Contains("needs 1 targets for each image, and the dataset has 2",
            Assert.Throws<ArgumentException>(() => trainer.Fit(Dataset.Create(new float[8], new int[4], 4, 2), 1)).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => trainer.Fit(Dataset.Create<int>([], [], 4), 1)).Message);
        Assert.Equal("validation", Assert.Throws<ArgumentException>(() => trainer.Fit(Examples(5), 1, Dataset.Create<int>([], [], 4))).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.BatchSize = 0);
    }

    [Fact]
    public void Report_PrintsInOneLine()
    {
        var report = new EpochReport(3, 0.12345, 0.9876, null, 0.5, 1234.4, TimeSpan.FromSeconds(2.25));
        Assert.Equal("epoch 3: loss 0.1235, accuracy 98.76 %, validation accuracy 50.00 %, 1234 images/s, 2.3 s", report.ToString());
    }

    // Three clouds around three corners, far enough apart to be told by a plane.
    private static Dataset<int> Examples(int count, int seed = 0)
    {
        float[] inputs = new float[4 * count];
        int[] labels = new int[count];
        new Initializer(seed).Uniform(inputs, 0.6);
        for (int i = 0; i < count; i++) inputs[4 * i + (labels[i] = i * 7 % 3)] += 1;
        return Dataset.Create(inputs, labels, inputLength: 4);
    }

    private sealed class Recorder(IDataset<int> data) : IDataset<int>
    {
        public List<int> Seen { get; } = [];

        public int Count => data.Count;

        public int InputLength => data.InputLength;

        public int TargetLength => data.TargetLength;

        public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
        {
            Seen.AddRange(indices);
            data.Read(indices, inputs, targets);
        }
    }

    private sealed class Progress : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }
}
