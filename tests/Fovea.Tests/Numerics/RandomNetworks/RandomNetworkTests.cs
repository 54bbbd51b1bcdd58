using System.Collections.Concurrent;
using System.Globalization;

namespace Fovea.Tests.Numerics;

/// <summary>
/// Random networks, compiled, against the reference: outputs in both modes, loss, gradients, running statistics.
/// <c>FOVEA_RANDOM_SEED</c> begins with that network instead of one by the clock, <c>FOVEA_RANDOM_NETWORKS</c> is how many there are.
/// </summary>
public sealed class RandomNetworkTests
{
    private const int NetworksPerRun = 500, NetworksPerCompilation = 20;

    [Fact]
    public void GeneratedNetworksAgreeWithTheReference()
    {
        int first = Variable("FOVEA_RANDOM_SEED") ?? Random.Shared.Next(1_000_000_000), count = Variable("FOVEA_RANDOM_NETWORKS") ?? NetworksPerRun;
        var failures = new ConcurrentBag<(int Seed, string Message)>();
        var coverage = new Coverage();
        Parallel.ForEach(
            Enumerable.Range(first, count).Chunk(NetworksPerCompilation),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seeds => Compare(seeds, failures, coverage));
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds {first} to {first + count - 1}. Largest difference: {Tolerance.Worst:P0} of the tolerance.\n{coverage}");
        if (failures.IsEmpty)
        {
            if (count >= NetworksPerRun) Assert.Empty(coverage.Missing);
            return;
        }

        IEnumerable<string> shown = failures.OrderBy(failure => failure.Message.Length).Take(5).Select(failure => $"FOVEA_RANDOM_SEED={failure.Seed} FOVEA_RANDOM_NETWORKS=1\n{failure.Message}");
        Assert.Fail($"{failures.Count} of {count} networks fail, with seeds {string.Join(", ", failures.Select(failure => failure.Seed).Order())}.\n\n{string.Join("\n\n", shown)}");
    }

    // A layer or loss that has just been added is not forgotten here.
    [Fact]
    public void EveryLayerAndLossTakesPart()
    {
        IEnumerable<string> kinds = typeof(LayerAttribute).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(LayerAttribute)) || type.IsSubclassOf(typeof(LossAttribute))))
            .Select(type => type.Name.Split('`')[0].Replace("Attribute", "", StringComparison.Ordinal));
        Assert.Empty(kinds.Except(Coverage.Expected));
    }

    private static void Compare(int[] seeds, ConcurrentBag<(int Seed, string Message)> failures, Coverage coverage)
    {
        RandomNetwork[] networks = [.. seeds.Select(RandomNetwork.Draw)];
        Declaration[] declarations = [.. networks.Select(Declare)];
        var compiled = new CompiledNetworks(declarations, oneWidth: true);
        foreach ((RandomNetwork network, Declaration declaration) in networks.Zip(declarations))
        {
            try
            {
                coverage.Add(declaration);
                Compare(network, compiled[declaration.TypeName]);
            }
            catch (Exception exception)
            {
                failures.Add((network.Seed, $"Batch {network.Batch}:\n{declaration.Source}\n{exception.Message}"));
            }
        }
    }

    // Half of those on images are for any size, if all their layers can be.
    private static Declaration Declare(RandomNetwork network)
    {
        string typeName = $"Random{network.Seed}";
        Declaration fixedSize = network.Declare(typeName, anySize: false), anySize = network.Declare(typeName, anySize: true);
        return network.Input.Length == 3 && network.Seed % 2 == 0 && NetworkCompiler.Errors(anySize).Count == 0 ? anySize : fixedSize;
    }

    private static void Compare(RandomNetwork network, CompiledNetwork compiled)
    {
        if (!typeof(IAnySizeNetwork).IsAssignableFrom(compiled.Type))
        {
            Comparison.Check(network.Sample(), compiled);
            return;
        }

        (int height, int width) = (network.Input[1], network.Input[2]);
        foreach (RandomNetwork? sized in (RandomNetwork?[])[network, network.At(height + 3, width + 1), network.At(width, height)])
        {
            if (sized is not null) Comparison.Check(sized.Sample(), compiled.Declaration, compiled.Create(sized.Input[1], sized.Input[2]));
        }

        compiled.AssertNoWarnings();
    }

    private static int? Variable(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;
}
