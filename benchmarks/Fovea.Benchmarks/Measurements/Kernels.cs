using System.Globalization;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks.Measurements;

/// <summary>The convolutions in blocks of the networks' forward passes, each alone and with warm caches: <c>kernels [NET] [SECONDS]</c>.</summary>
internal static class Kernels
{
    public static int Run(ReadOnlySpan<string> arguments)
    {
        string network = arguments.Length > 0 ? arguments[0] : "";
        double seconds = arguments.Length > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 0.1, peak = Peak.Measure();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"One core's peak: {peak:F1} GFLOP/s."));
        Report<SegNet>(network, seconds, peak);
        Report<ResNet20>(network, seconds, peak);
        Report<MobileNetV1>(network, seconds, peak);
        Report<MobileNetV2>(network, seconds, peak);
        Report<AlexNet>(network, seconds, peak);
        Report<ResNet18>(network, seconds, peak);
        return 0;
    }

    private static void Report<TNetwork>(string wanted, double seconds, double peak)
        where TNetwork : class, INetwork<TNetwork>
    {
        string name = typeof(TNetwork).Name;
        if (wanted.Length > 0 && !name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return;
        Console.WriteLine(name);
        foreach (Convolution convolution in Convolution.Of<TNetwork>())
        {
            List<double> times = convolution.Time(seconds);
            double time = times.Order().ElementAt(times.Count / 2), rate = 2e-9 * convolution.Layer.MultiplyAdds / time;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {convolution.Layer.Name,-18} {convolution.Shapes,-60} {time * 1e6,9:F1} µs {rate,7:F1} GFLOP/s {rate / peak,5:P0}{(convolution.IsWinograd ? " (Winograd)" : "")}"));
        }
    }
}
