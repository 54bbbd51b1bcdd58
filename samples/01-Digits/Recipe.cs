using Fovea;
using Fovea.Samples;

namespace Digits;

/// <summary>
/// What brings the same network further: every epoch sees its digits shifted, turned and scaled in another way; AdamW goes over one cycle of learning rates; and what counts
/// in the end is a moving average of the weights.
/// </summary>
internal static class Recipe
{
    public static IDataset<int> Augment(IDataset<int> training, int seed) =>
        training.Augment(seed, new RandomAffine(degrees: 10) { Translate = 0.07, MinScale = 0.9, MaxScale = 1.1, Shear = 5 });

    public static Trainer<LeNet5, int> Prepare(LeNet5 network, IDataset<int> training, SampleOptions options)
    {
        var optimizer = new AdamW(weightDecay: 0.02);
        optimizer.AddGroup(network, new ParameterGroup("*.bias") { WeightDecay = 0 });
        var trainer = new Trainer<LeNet5, int>(network, optimizer) { BatchSize = 64, Seed = options.Seed, Average = new(decay: 0.999) };
        trainer.Scheduler = new OneCycleLR(maximum: 5e-3, trainer.CountSteps(training, options.Epochs));
        return trainer;
    }
}
