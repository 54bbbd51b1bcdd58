using System.Globalization;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks.Measurements;

/// <summary>
/// What a multiply-add costs as convolutions grow, in channels and in maps: <c>growth [SECONDS] [FILE.svg]</c>. Rounds over all of them, of which the best tenth counts: a machine that others use is slower at times.
/// Built with <c>-p:FoveaWinograd=Never</c>, convolutions are sums; otherwise, Winograd's algorithm.
/// </summary>
internal static class Growth
{
    private const int Rounds = 5;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        double seconds = 0.1;
        if (arguments.Length > 2 || (arguments.Length > 0 && !double.TryParse(arguments[0], CultureInfo.InvariantCulture, out seconds))) throw new FormatException("growth [SECONDS] [FILE.svg]");
        Convolution[] convolutions = [.. Convolution.Of<Pyramid16>(), .. Convolution.Of<Pyramid32>(), .. Convolution.Of<Pyramid64>(), .. Convolution.Of<Pyramid128>(), .. Convolution.Of<Pyramid256>(), .. Convolution.Of<Pyramid512>()];
        convolutions = [.. convolutions.Where(convolution => convolution is { IsForward: true, IsPooled: false })];
        List<(double, double)>[] rounds = [.. convolutions.Select(_ => new List<(double, double)>())];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < convolutions.Length; i++) rounds[i].AddRange(convolutions[i].Time(seconds / Rounds));
        }
        // Nanoseconds for a thousand, by channels and side, were the machine always at its peak.
        double ideal = 2e12 / Peak.Measure(1);
        Dictionary<(int Channels, int Side), double> costs = convolutions
            .Select((convolution, i) => (convolution.Layer.Output, Cost: ideal * convolution.Products / convolution.Share(rounds[i], 0.1)))
            .ToDictionary(each => (each.Output.Channels, each.Output.Height), each => each.Cost);
        int[] channels = [.. costs.Keys.Select(key => key.Channels).Distinct().Order()], sides = [.. costs.Keys.Select(key => key.Side).Distinct().Order()];

        bool winograd = convolutions.All(convolution => convolution.IsWinograd);
        string title = $"Nanoseconds for a thousand multiply-adds of a 3×3 convolution, {(winograd ? "Winograd's algorithm" : "summed")}";
        Console.WriteLine(title);
        Console.WriteLine($"| channels | {string.Join(" | ", sides.Select(side => $"{side}×{side}"))} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", sides.Length + 1))}");
        foreach (int channel in channels) Console.WriteLine($"| {channel} | {string.Join(" | ", sides.Select(side => costs.TryGetValue((channel, side), out double cost) ? cost.ToString("F1", CultureInfo.InvariantCulture) : ""))} |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The dearest is {Spread(costs):F2} times the cheapest. At one core's peak the sum would be {ideal:F1} ns."));
        // For each 2×2 outputs of C channels the transforms add 32 C and 24 C numbers, beside 16 C² products.
        if (winograd) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"With the transforms' additions counted as multiply-adds, {Spread(costs.ToDictionary(cost => cost.Key, cost => cost.Value / (1 + (32 + 24) / (16.0 * cost.Key.Channels)))):F2} times."));
        if (arguments.Length > 1) GrowthChart.Save(arguments[1], title, sides, [.. channels.Select(channel => ($"{channel} channels", sides.Select(side => costs.TryGetValue((channel, side), out double cost) ? cost : (double?)null).ToArray()))]);
        return 0;

        static double Spread(Dictionary<(int Channels, int Side), double> costs) => costs.Values.Max() / costs.Values.Min();
    }
}
