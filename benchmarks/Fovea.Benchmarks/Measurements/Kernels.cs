using System.Globalization;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks.Measurements;

/// <summary>The convolutions in blocks of the networks' passes, forward and backward, each alone and with warm caches: <c>kernels [NET] [SECONDS]</c>.</summary>
internal static class Kernels
{
    // Over all convolutions, since what else the machine does lasts some seconds.
    private const int Turns = 8;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        string network = arguments.Length > 0 ? arguments[0] : "";
        double seconds = 0.1;
        if (arguments.Length > 2 || (arguments.Length > 1 && !double.TryParse(arguments[1], CultureInfo.InvariantCulture, out seconds))) throw new FormatException("kernels [NET] [SECONDS]");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"One core's peak: {1e-9 * Peak.Measure(1):F1} GFLOP/s. Medians in several turns; the share is of the products that are done, and of the peak beside them (in parentheses, both of the best tenth)."));
        bool any = Report<LeNet>(network, seconds) | Report<SegNet>(network, seconds) | Report<ResNet20>(network, seconds) | Report<MobileNetV1>(network, seconds)
            | Report<MobileNetV2>(network, seconds) | Report<AlexNet>(network, seconds) | Report<ResNet18>(network, seconds);
        return any ? 0 : throw new FormatException($"'{network}' has no convolutions in blocks here. There are LeNet, SegNet, ResNet20, MobileNetV1, MobileNetV2, AlexNet and ResNet18.");
    }

    private static bool Report<TNetwork>(string wanted, double seconds)
        where TNetwork : class, INetwork<TNetwork>
    {
        string name = typeof(TNetwork).Name;
        if (wanted.Length > 0 && !name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return false;
        Console.WriteLine(name);
        Convolution[] convolutions = [.. Convolution.Of<TNetwork>()];
        List<(double Seconds, double Peak)>[] rounds = [.. convolutions.Select(_ => new List<(double, double)>())];
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < convolutions.Length; i++) rounds[i].AddRange(convolutions[i].Time(seconds / Turns));
        }
        for (int i = 0; i < convolutions.Length; i++)
        {
            Convolution convolution = convolutions[i];
            double time = rounds[i].Select(round => round.Seconds).Order().ElementAt(rounds[i].Count / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {convolution.Layer.Name,-24} {convolution.Shapes,-68} {time * 1e6,9:F1} µs {2e-9 * convolution.Layer.MultiplyAdds / time,7:F1} GFLOP/s {convolution.Share(rounds[i], 0.5),5:P0} ({convolution.Share(rounds[i], 0.1):P0}){(convolution.IsWinograd ? " (Winograd)" : "")}"));
        }
        return true;
    }
}
