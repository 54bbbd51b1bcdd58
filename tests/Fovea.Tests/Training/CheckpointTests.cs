namespace Fovea.Tests;

/// <summary>A training that stopped and went on against one that never stopped: the same bits.</summary>
public sealed class CheckpointTests
{
    public static TheoryData<string, Action<Trainer<SmallResNet, int>>> Setups => new()
    {
        { "Sgd", trainer => trainer.Scheduler = new StepLR(1, 0.5) },
        { "Momentum", trainer => trainer.Scheduler = new OneCycleLR(0.1, 16) },
        { "Adam", trainer => trainer.Scheduler = new CosineAnnealingLR(10) { Interval = ScheduleInterval.Step } },
        { "AdamW", trainer => trainer.Scheduler = new SequentialLR([new LinearLR(1), new ReduceLROnPlateau(0.5, 0) { Threshold = 0.9 }], [1]) },
        { "RmsProp", trainer => trainer.Average = new(0.9) },
        { "Adagrad", trainer => trainer.EarlyStopping = new(4) { Objective = Objective.ValidationAccuracy } },
        { "AdamW", trainer => (trainer.AccumulationSteps, trainer.BatchSize) = (2, 8) },
        { "Adam", trainer =>
            {
                trainer.Optimizer.AddGroup(trainer.Network, new("*.bias") { WeightDecay = 0 });
                trainer.Callbacks.Add(new Freezer(trainer, epoch: 2));
            }
        },
    };

    [Theory]
    [MemberData(nameof(Setups), DisableDiscoveryEnumeration = true)]
    public void Resumed_HasTheSameBits(string optimizer, Action<Trainer<SmallResNet, int>> setUp)
    {
        Dataset<int> training = TrainerFeatureTests.Digits(50), validation = TrainerFeatureTests.Digits(20, seed: 1);
        using var folder = new TemporaryFolder();
        Trainer<SmallResNet, int> straight = Make(optimizer, setUp, network: 1);
        var saver = new Saver(straight, folder);
        straight.Callbacks.Add(saver);
        Assert.Equal(4, straight.Fit(training, 4, validation).Count());
        straight.SaveCheckpoint(folder["end"]);
        Assert.Equal(16 + 4, saver.Saved.Count); // every step, every epoch

        foreach (string name in saver.Saved)
        {
            Trainer<SmallResNet, int> resumed = Make(optimizer, setUp, network: 2);
            resumed.LoadCheckpoint(folder[name]);
            foreach (EpochReport _ in resumed.Fit(training, 4 - resumed.EpochsCompleted, validation))
            {
            }
            resumed.SaveCheckpoint(folder["resumed"]);
            AssertSame(folder["end"], folder["resumed"]);
            Assert.Equal(straight.History.Select(Figures), resumed.History.Select(Figures));
            Assert.Equal(straight.History[^1].Validation!.ToString(), resumed.History[^1].Validation!.ToString());
        }
    }

    [Fact]
    public void AnotherNetwork_IsRefused_WithWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        var small = new Trainer<SmallLeNet, int>(new(1), new Adam());
        Assert.Single(small.Fit(TrainerFeatureTests.Digits(20), 1));
        small.SaveCheckpoint(folder["small"]);
        var other = new Trainer<SmallResNet, int>(new(1), new Sgd(0.1, momentum: 0.9)) { Average = new() };
        float[] before = other.Network.ReadParameters().ToArray();
        string message = Assert.Throws<WeightsException>(() => other.LoadCheckpoint(folder["small"])).Message;
        Assert.Equal($"""
            '{folder["small"]}': this is a checkpoint of another training. Nothing was loaded. What differs:
              'conv1.weight' is [6, 1, 3, 3] in the checkpoint, and [8, 1, 3, 3] in the network
              'bn1.weight' [8] is missing in the checkpoint
              'bn1.bias' [8] is missing in the checkpoint
              'bn1.running_mean' [8] is missing in the checkpoint
            """, string.Join('\n', message.Split('\n')[..5]));
        Assert.Contains("\n  'linear2.weight' [10, 20] is not in the network", message);
        Assert.EndsWith("\n  it was made with Adam (exp_avg, exp_avg_sq), no schedule, no average, no early stopping; this trainer has Sgd (momentum_buffer), no schedule, an average, no early stopping", message);
        Assert.Equal(before, other.Network.ReadParameters().ToArray());
        Assert.Equal(0, other.EpochsCompleted);
    }

    [Fact]
    public void HalfAnEpoch_WantsItsOrder_AWholeOneDoesNot()
    {
        using var folder = new TemporaryFolder();
        Trainer<SmallResNet, int> trainer = Make("Adam", _ => { }, 1);
        trainer.Callbacks.Add(new Saver(trainer, folder));
        Assert.Single(trainer.Fit(TrainerFeatureTests.Digits(50), 1));
        Trainer<SmallResNet, int> other = Make("Adam", other => other.Seed = 9, 1);
        other.LoadCheckpoint(folder["epoch1"]);
        Assert.Equal(1, other.EpochsCompleted);
        Assert.Contains("it is in the middle of an epoch with an order of seed 0 and 1 × 16 examples a step; this trainer has an order of seed 9 and 1 × 16 examples a step",
            Assert.Throws<WeightsException>(() => other.LoadCheckpoint(folder["epoch1step2"])).Message);
        Assert.Equal((1, 0), (other.EpochsCompleted, other.StepsIntoEpoch));
    }

    [Fact]
    public void NetworksTensors_HaveTheirNames()
    {
        using var folder = new TemporaryFolder();
        Trainer<SmallResNet, int> trainer = Make("Adam", _ => { }, 1);
        Assert.Single(trainer.Fit(TrainerFeatureTests.Digits(50), 1));
        trainer.SaveCheckpoint(folder["run.safetensors"]);
        var network = new SmallResNet(5);
        CopyReport report = Weights.CopyWeights(TensorFile.Open(folder["run.safetensors"]), network);
        Assert.Equal(["training/optimizer/exp_avg", "training/optimizer/exp_avg_sq", "training/optimizer/max_exp_avg_sq"], report.Unused);
        Assert.Equal(trainer.Network.ReadParameters(), network.ReadParameters());
        Assert.Equal(trainer.Network.ReadBuffers(), network.ReadBuffers());
        Assert.Contains("a file of weights, but no checkpoint", Assert.Throws<WeightsException>(() =>
        {
            network.Save(folder["weights"]);
            trainer.LoadCheckpoint(folder["weights"]);
        }).Message);
        Assert.False(trainer.TryLoadCheckpoint(folder["none"]));
        Assert.True(trainer.TryLoadCheckpoint(folder["run.safetensors"]));
    }

    [Fact]
    public void DamagedCheckpoint_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        Trainer<SmallResNet, int> trainer = Make("Adam", trainer => trainer.EarlyStopping = new(3), 1);
        Assert.Single(trainer.Fit(TrainerFeatureTests.Digits(50), 1, TrainerFeatureTests.Digits(10)));
        trainer.SaveCheckpoint(folder["whole"]);
        byte[] whole = File.ReadAllBytes(folder["whole"]);
        Trainer<SmallResNet, int> other = Make("Adam", trainer => trainer.EarlyStopping = new(3), 2);
        string before = State(other);

        // Cut short anywhere; and with a number or a tensor's name changed, letter for letter.
        foreach (int length in new[] { 0, 7, 100, whole.Length / 2, whole.Length - 1 }) Refused(whole[..length]);
        string text = System.Text.Encoding.Latin1.GetString(whole);
        foreach ((string right, string wrong) in new[]
        {
            ("training/early_stopping.best_epoch\":\"1\"", "training/early_stopping.best_epoch\":\"x\""), ("training/epoch.loss", "training/epoch.less"),
            ("training/version\":\"1\"", "training/version\":\"2\""), ("training/best/buffers", "training/best/Buffers"), ("training/history\":\"[", "training/history\":\"("),
            ("training/optimizer.momentum\":\"0.9\"", "training/optimizer.momentum\":\"9.9\""),
        })
        {
            Assert.Contains(right, text);
            Refused(System.Text.Encoding.Latin1.GetBytes(text.Replace(right, wrong)));
        }

        void Refused(byte[] bytes)
        {
            folder.Write("damaged", bytes);
            Assert.ThrowsAny<Exception>(() => other.LoadCheckpoint(folder["damaged"]));
            Assert.Equal(before, State(other));
        }

        string State(Trainer<SmallResNet, int> trainer)
        {
            trainer.SaveCheckpoint(folder["state"]);
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["state"])));
        }
    }

    [Fact]
    public void KeptCheckpoint_IsThatOfTheLastSave_AndNothingElseIsLeft()
    {
        using var folder = new TemporaryFolder();
        Trainer<SmallResNet, int> trainer = Make("Adam", _ => { }, 1);
        trainer.KeepCheckpoint(folder["kept"], everySteps: 3);
        int saves = 0;
        trainer.Callbacks.Add(new Counter(() => saves += File.Exists(folder["kept"]) && File.GetLastWriteTimeUtc(folder["kept"]) > DateTime.MinValue ? 1 : 0));
        Assert.Equal(2, trainer.Fit(TrainerFeatureTests.Digits(50), 2).Count());
        Assert.Equal(2 + 4, saves); // from the third of eight steps on
        Assert.Equal(["kept"], folder.Files);
        Trainer<SmallResNet, int> other = Make("Adam", _ => { }, 2);
        other.LoadCheckpoint(folder["kept"]);
        Assert.Equal((2, 0, 8L), (other.EpochsCompleted, other.StepsIntoEpoch, other.StepsCompleted));
    }

    /// <summary>All tensors and numbers of two checkpoints; of the history only what does not count seconds.</summary>
    internal static void AssertSame(string expectedPath, string actualPath)
    {
        TensorFile expected = TensorFile.Open(expectedPath), actual = TensorFile.Open(actualPath);
        Assert.Equal(expected.Names, actual.Names);
        foreach (string name in expected.Names) Assert.Equal(expected[name].Data.ToArray().Select(BitConverter.SingleToInt32Bits), actual[name].Data.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(expected.Metadata.Where(IsExact).Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))),
            actual.Metadata.Where(IsExact).Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))));

        static bool IsExact(KeyValuePair<string, string> pair) => pair.Key != "training/history";
    }

    private static (int, double, double?, double?, double?, double, double) Figures(EpochReport report) =>
        (report.Epoch, report.Loss, report.Accuracy, report.ValidationLoss, report.ValidationAccuracy, report.GradientNorm, report.LearningRate);

    private static Trainer<SmallResNet, int> Make(string optimizer, Action<Trainer<SmallResNet, int>> setUp, int network)
    {
        var trainer = new Trainer<SmallResNet, int>(new(network), optimizer switch
        {
            "Sgd" => new Sgd(0.05),
            "Momentum" => new Sgd(0.05, momentum: 0.9, weightDecay: 1e-3),
            "Adam" => new Adam(0.01, amsgrad: true),
            "AdamW" => new AdamW(0.01),
            "RmsProp" => new RmsProp(0.001, momentum: 0.9, centered: true),
            _ => new Adagrad(0.01, 0.1),
        }) { BatchSize = 16 };
        setUp(trainer);
        return trainer;
    }

    private sealed class Saver(Trainer<SmallResNet, int> trainer, TemporaryFolder folder) : TrainerCallback
    {
        public List<string> Saved { get; } = [];

        public override void OnStepEnd(TrainingProgress progress) => Save($"epoch{progress.Epoch}step{progress.Step}");

        public override void OnEpochEnd(EpochReport report) => Save($"epoch{report.Epoch}");

        private void Save(string name)
        {
            trainer.SaveCheckpoint(folder[name]);
            Saved.Add(name);
        }
    }

    private sealed class Freezer(Trainer<SmallResNet, int> trainer, int epoch) : TrainerCallback
    {
        public override void OnEpochStart(int started)
        {
            if (started >= epoch) trainer.Freeze("conv1.*", "bn1.*");
        }
    }

    private sealed class Counter(Action count) : TrainerCallback
    {
        public override void OnStepEnd(TrainingProgress progress) => count();
    }
}
