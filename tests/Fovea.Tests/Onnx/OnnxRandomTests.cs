using System.Globalization;
using Fovea.Tests.Numerics;

namespace Fovea.Tests;

/// <summary>Random networks in ONNX Runtime: others each time, or those from <c>FOVEA_RANDOM_SEED</c> on.</summary>
public sealed class OnnxRandomTests
{
    private const int Networks = 60;

    [Fact]
    public void OnnxRuntimeAgreesOnRandomNetworks()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("FOVEA_RANDOM_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : Random.Shared.Next(1_000_000_000);
        RandomNetwork[] networks = [.. Enumerable.Range(first, Networks).Select(RandomNetwork.Draw)];
        Declaration[] declarations = [.. networks.Select(Declare)];
        var compiled = new CompiledNetworks(declarations, oneWidth: true);
        List<string> failures = [];
        int refused = 0;
        foreach ((RandomNetwork network, Declaration declaration) in networks.Zip(declarations))
        {
            try
            {
                Compare(network, compiled[declaration.TypeName]);
            }
            catch (NotSupportedException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                failures.Add($"FOVEA_RANDOM_SEED={network.Seed}\n{declaration.Source}\n{exception.Message}");
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} of {Networks} networks fail.\n\n{string.Join("\n\n", failures.OrderBy(failure => failure.Length).Take(5))}");
        // Poolings of run-time sizes, and few of them.
        Assert.True(refused <= Networks / 10, $"{refused} of {Networks} networks are refused.");
    }

    // Half of those on images are for any size, if all their layers can be.
    private static Declaration Declare(RandomNetwork network)
    {
        string typeName = $"Exported{network.Seed}";
        Declaration anySize = network.Declare(typeName, anySize: true);
        return network.Input.Length == 3 && network.Seed % 2 == 0 && NetworkCompiler.Errors(anySize).Count == 0 ? anySize : network.Declare(typeName, anySize: false);
    }

    private static void Compare(RandomNetwork network, CompiledNetwork compiled)
    {
        if (!typeof(IAnySizeNetwork).IsAssignableFrom(compiled.Type))
        {
            OnnxComparison.Check(network.Sample(), compiled.Declaration, compiled.Create());
            return;
        }
        (int height, int width) = (network.Input[1], network.Input[2]);
        foreach (RandomNetwork? sized in (RandomNetwork?[])[network, network.At(height + 3, width + 1)])
        {
            if (sized is not null) OnnxComparison.Check(sized.Sample(), compiled.Declaration, compiled.Create(sized.Input[1], sized.Input[2]));
        }
    }
}
