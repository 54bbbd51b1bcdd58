using Fovea;

namespace Segmentation;

/// <summary>Ways to learn thirty classes from few labels.</summary>
internal sealed record Transfer(string Name, Func<int, INetwork> Train)
{
    /// <summary>The ways, each a function of a seed.</summary>
    /// <param name="few">The labelled images that there are.</param>
    /// <param name="epochs">How often to go through them.</param>
    /// <param name="autoencoder">Trained on images without labels.</param>
    /// <param name="trained">Trained on other labels: five classes.</param>
    public static Transfer[] Ways(IDataset<int> few, int epochs, Autoencoder autoencoder, SegNet trained) =>
    [
        new("from nothing", seed => Learned(new SegNet30(seed), few, epochs, seed)),
        new("the autoencoder's encoder", seed =>
        {
            var network = new SegNet30(seed);
            Weights.CopyWeights(autoencoder, network, except: ["deconv*"]);
            return Learned(network, few, epochs, seed);
        }),
        new("all of it but the last layer", seed =>
        {
            var network = new SegNet30(seed);
            Weights.CopyWeights(autoencoder, network, except: ["deconv4*"]);
            return Learned(network, few, epochs, seed);
        }),
        new("the trained network, frozen", seed =>
        {
            var network = new FrozenSegNet30(seed);
            Weights.CopyWeights(trained, network, name => name.StartsWith("box.", StringComparison.Ordinal) ? name["box.".Length..] : null);
            Learning.Train(network, few, epochs, rate: 0.03, seed);
            return network;
        }),
    ];

    private static SegNet30 Learned(SegNet30 network, IDataset<int> few, int epochs, int seed)
    {
        Learning.Train(network, few, epochs, rate: 3e-3, seed);
        return network;
    }
}
