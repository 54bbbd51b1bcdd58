using Fovea;

namespace Segmentation;

/// <summary>How every network here is trained: Adam over one cycle of learning rates.</summary>
internal static class Learning
{
    public const int BatchSize = 8;

    public static Trainer<TNetwork, TTarget> Trainer<TNetwork, TTarget>(TNetwork network, IDataset<TTarget> data, int epochs, double rate, int seed)
        where TNetwork : class, ITrainable<TNetwork, TTarget>
        where TTarget : unmanaged
    {
        // Several networks learn side by side, a thread each.
        network.MaxDegreeOfParallelism = 1;
        var trainer = new Trainer<TNetwork, TTarget>(network, new Adam(rate)) { BatchSize = BatchSize, Seed = seed };
        trainer.Scheduler = new OneCycleLR(rate, trainer.CountSteps(data, epochs));
        return trainer;
    }

    /// <summary>Trains without a word.</summary>
    /// <returns>The last epoch's report.</returns>
    public static EpochReport Train<TNetwork, TTarget>(TNetwork network, IDataset<TTarget> data, int epochs, double rate, int seed)
        where TNetwork : class, ITrainable<TNetwork, TTarget>
        where TTarget : unmanaged => Trainer(network, data, epochs, rate, seed).Fit(data, epochs).Last();
}
