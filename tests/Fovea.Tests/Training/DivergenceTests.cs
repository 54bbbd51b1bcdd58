namespace Fovea.Tests;

/// <summary>A loss that is not finite: the message names the epoch, the step and the first layer that went wrong, and the network is as before the step.</summary>
public sealed class DivergenceTests
{
    [Theory]
    [InlineData("bn1.weight", "bn1", "BatchNorm2d")]
    [InlineData("conv1.weight", "conv1", "Conv2d")]
    [InlineData("linear1.bias", "linear1", "Linear")]
    public void Layer_IsNamed(string tensor, string layer, string kind)
    {
        // Infinite where the tensor is changed, from the third step of the second epoch on.
        Trainer<SmallResNet, int> trainer = Trainer();
        float[] parameters = [], buffers = [];
        trainer.Callbacks.Add(new AfterStep(step =>
        {
            if (step is not { Epoch: 2, Step: 2 }) return;
            ParameterInfo info = SmallResNet.ParameterInfos.ToArray().Single(info => info.Name == tensor);
            trainer.Network.Parameters[info.Offset] = float.PositiveInfinity;
            (parameters, buffers) = (trainer.Network.ReadParameters().ToArray(), trainer.Network.ReadBuffers().ToArray());
        }));
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() => trainer.Fit(TrainerFeatureTests.Digits(50), 3).Count());
        Assert.StartsWith($"Epoch 2, step 3 of 4: the loss is NaN. The first layer whose output is not finite is '{layer}' ({kind}). The tensor '{tensor}' is not finite.", exception.Message);
        Assert.Equal(parameters, trainer.Network.ReadParameters().ToArray());
        Assert.Equal(buffers, trainer.Network.ReadBuffers().ToArray());
        Assert.Equal((6, 1, 2), (trainer.Network.TrainingStep, trainer.EpochsCompleted, trainer.StepsIntoEpoch));
    }

    [Fact]
    public void Example_IsNamed()
    {
        float[] inputs = new float[64 * 50];
        int[] labels = new int[50];
        TrainerFeatureTests.Digits(50).Read([.. Enumerable.Range(0, 50)], inputs, labels);
        inputs[64 * 23 + 5] = float.NaN;
        Trainer<SmallResNet, int> trainer = Trainer();
        trainer.Shuffle = false;
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() => trainer.Fit(Dataset.Create(inputs, labels, 64), 1).Count());
        Assert.StartsWith("Epoch 1, step 2 of 4: the loss is NaN. The first layer whose output is not finite is 'conv1' (Conv2d). Example 23 of the data has numbers that are not finite.", exception.Message);
    }

    [Fact]
    public void HugeLearningRate_IsStopped()
    {
        var trainer = new Trainer<SmallDenoiser, float>(new(1), new Sgd(1e20));
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() => trainer.Fit(TrainerFeatureTests.Noisy(200), 5).Count());
        Assert.Matches(@"^Epoch 1, step \d of 4: the loss is .*Try a learning rate below 1E\+20", exception.Message);
        Assert.All(trainer.Network.ReadParameters().ToArray(), parameter => Assert.True(float.IsFinite(parameter)));
    }

    [Fact]
    public void GradientsThatAreNotFinite_AreNotStepped()
    {
        var trainer = new Trainer<SmallDenoiser, float>(new(1), new Sgd(0.1));
        trainer.Callbacks.Add(new Poison(SmallDenoiser.ParameterInfos.ToArray().Single(info => info.Name == "norm1.bias").Offset));
        float[] before = trainer.Network.ReadParameters().ToArray();
        NotFiniteNumberException exception = Assert.Throws<NotFiniteNumberException>(() => trainer.Fit(TrainerFeatureTests.Noisy(20), 1).Count());
        Assert.Matches(@"^Epoch 1, step 1 of 1: the loss is 0\.\d+, but the gradients of 'norm1' are not finite\.", exception.Message);
        Assert.Equal(before, trainer.Network.ReadParameters().ToArray());
    }

    private static Trainer<SmallResNet, int> Trainer() => new(new(1), new Sgd(0.01)) { BatchSize = 16 };

    private sealed class AfterStep(Action<TrainingProgress> action) : TrainerCallback
    {
        public override void OnStepEnd(TrainingProgress progress) => action(progress);
    }

    private sealed class Poison(int index) : TrainerCallback
    {
        public override void OnGradients(Span<float> gradients) => gradients[index] = float.NaN;
    }
}
