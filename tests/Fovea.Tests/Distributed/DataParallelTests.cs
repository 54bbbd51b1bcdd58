namespace Fovea.Tests;

/// <summary>Several that share batches against one that has them whole.</summary>
public sealed class DataParallelTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Shared_IsWhole_UpToRounding(int size)
    {
        // Without batch normalisation. Dropout falls on the same numbers, since masks depend on an image's place in the step. The last batch of 2 leaves some without any.
        Dataset<int> data = TrainerFeatureTests.Digits(50), validation = TrainerFeatureTests.Digits(20, seed: 1);
        Trainer<SmallLeNet, int> whole = Train(null);
        Trainer<SmallLeNet, int>[] shared = ThreadCommunicator.Run(size, Train);
        foreach (Trainer<SmallLeNet, int> one in shared)
        {
            Assert.Equal(shared[0].Network.ReadParameters(), one.Network.ReadParameters());
            for (int i = 0; i < SmallLeNet.ParameterCount; i++) Assert.Equal(whole.Network.ReadParameters()[i], one.Network.ReadParameters()[i], 1e-5);
            for (int epoch = 0; epoch < 3; epoch++)
            {
                Assert.Equal(whole.History[epoch].Loss, one.History[epoch].Loss, 1e-5);
                Assert.Equal(whole.History[epoch].Accuracy, one.History[epoch].Accuracy);
                Assert.Equal(whole.History[epoch].ValidationLoss!.Value, one.History[epoch].ValidationLoss!.Value, 1e-5);
                Assert.Equal(whole.History[epoch].GradientNorm, one.History[epoch].GradientNorm, 1e-5);
            }
        }

        Trainer<SmallLeNet, int> Train(ICommunicator? communicator)
        {
            var trainer = new Trainer<SmallLeNet, int>(new(1 + (communicator?.Rank ?? 0)), new Sgd(0.05, momentum: 0.9)) { BatchSize = 8, Communicator = communicator, Seed = 3 };
            Assert.Equal(3, trainer.Fit(data, 3, validation).Count());
            Assert.Equal(0, trainer.Network.ImageOffset);
            return trainer;
        }
    }

    [Fact]
    public void RunningStatistics_AreTheFirstOnes_EverywhereTheSame()
    {
        (float[] Parameters, float[] Buffers)[] all = ThreadCommunicator.Run(3, communicator =>
        {
            var trainer = new Trainer<SmallResNet, int>(new(communicator.Rank), new Adam(0.01)) { BatchSize = 12, AccumulationSteps = 2, Communicator = communicator };
            Assert.Equal(2, trainer.Fit(TrainerFeatureTests.Digits(50), 2).Count());
            return (trainer.Network.ReadParameters().ToArray(), trainer.Network.ReadBuffers().ToArray());
        });
        Assert.All(all, one => Assert.Equal(all[0].Parameters, one.Parameters));
        Assert.All(all, one => Assert.Equal(all[0].Buffers, one.Buffers));
    }

    [Fact]
    public void ReplicasThatDiffer_AreNoticed()
    {
        Exception exception = Assert.Throws<InvalidOperationException>(() => ThreadCommunicator.Run(2, communicator =>
        {
            var trainer = new Trainer<SmallLeNet, int>(new(1), new Sgd(communicator.Rank == 0 ? 0.1 : 0.2)) { BatchSize = 8, Communicator = communicator };
            return trainer.Fit(TrainerFeatureTests.Digits(50), 1).Count();
        }));
        Assert.Contains("The parameters of process 1 are no longer those of process 0", exception.InnerException!.Message);
    }

    [Fact]
    public void LossThatIsNotFinite_StopsAll()
    {
        // The poisoned example is in the second's part of the batch.
        float[] inputs = new float[64 * 16];
        int[] labels = new int[16];
        TrainerFeatureTests.Digits(16).Read([.. Enumerable.Range(0, 16)], inputs, labels);
        inputs[64 * 13] = float.NaN;
        string[] messages = ThreadCommunicator.Run(2, communicator =>
        {
            var trainer = new Trainer<SmallLeNet, int>(new(1), new Sgd(0.1)) { BatchSize = 16, Shuffle = false, Communicator = communicator };
            return Assert.Throws<NotFiniteNumberException>(() => trainer.Fit(Dataset.Create(inputs, labels, 64), 1).Count()).Message;
        });
        Assert.All(messages, message => Assert.StartsWith("Epoch 1, step 1 of 1: the loss is NaN.", message));
        Assert.Contains("It arose in another process's part of the batch.", messages[0]);
        Assert.Contains("Example 13 of the data", messages[1]);
    }
}
