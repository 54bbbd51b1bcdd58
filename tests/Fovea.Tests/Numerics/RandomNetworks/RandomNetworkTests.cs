using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>Random networks, compiled, against the reference: outputs in both modes, loss, gradients, running statistics.</summary>
public sealed class RandomNetworkTests
{
    private const int NetworksPerRun = 60;
    private const int NetworksPerCompilation = 20;

    [Fact]
    public void GeneratedNetworksAgreeWithTheReference()
    {
        RandomNetwork.Generator.Array[NetworksPerCompilation].Sample(Compare, iter: NetworksPerRun / NetworksPerCompilation, threads: 1, print: _ => "");
        TestContext.Current.TestOutputHelper?.WriteLine($"Largest difference: {Tolerance.Worst:P0} of the tolerance.");
    }

    private static void Compare(RandomNetwork[] networks)
    {
        Declaration[] declarations = [.. networks.Select((network, index) => network.Declare($"Random{index}"))];
        var compiled = new CompiledNetworks(declarations);
        for (int i = 0; i < networks.Length; i++)
        {
            try
            {
                Comparison.Check(networks[i].Draw(), compiled[declarations[i].TypeName]);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Batch {networks[i].Batch}, seed {networks[i].Seed}:\n{declarations[i].Source}\n{exception.Message}", exception);
            }
        }
    }
}
