using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks.Measurements;

/// <summary>
/// The convolutions in blocks of the networks' forward passes, each alone and with warm caches: <c>kernels [NET] [SECONDS]</c>.
/// They are found by the names that the generator gives them, since nothing public calls a single one.
/// </summary>
internal static partial class Kernels
{
    private const int Block = 16, Line = 64;

    private delegate void Four(ref float a, ref float b, ref float c, ref float d);

    private delegate void Five(ref float a, ref float b, ref float c, ref float d, ref float e);

    private delegate void Six(ref float a, ref float b, ref float c, ref float d, ref float e, ref float f);

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
        Type network = typeof(TNetwork);
        if (wanted.Length > 0 && !network.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return;
        Console.WriteLine(network.Name);
        string width = Vector512.IsHardwareAccelerated ? "V512" : Vector256.IsHardwareAccelerated ? "V256" : "V128";
        Type kernels = network.Assembly.GetTypes().Single(type => type.Name.EndsWith($"{network.FullName!.Replace('.', '_')}_{width}", StringComparison.Ordinal));
        Dictionary<string, Shape> outputs = TNetwork.Layers.ToArray().ToDictionary(layer => layer.Name, layer => layer.Output);
        outputs["input"] = TNetwork.InputShape;
        // Outside training comes first, and training's form of a kernel is the same but for what follows the sums.
        foreach (MethodInfo kernel in kernels.GetMethods().Where(method => Name().IsMatch(method.Name)).DistinctBy(method => Name().Match(method.Name).Value))
        {
            Match name = Name().Match(kernel.Name);
            if (TNetwork.Layers.ToArray().FirstOrDefault(layer => layer.Kind == name.Groups[1].Value && Key(outputs[layer.Inputs[0]]) == name.Groups[2].Value && Key(layer.Output) == name.Groups[3].Value) is not { } found) continue;
            double time = Time(kernel, outputs[found.Inputs[0]], found, seconds), rate = 2e-9 * found.MultiplyAdds / time;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {found.Name,-18} {name.Value[7..],-60} {time * 1e6,9:F1} µs {rate,7:F1} GFLOP/s {rate / peak,5:P0}{(kernel.Name.Contains("Winograd", StringComparison.Ordinal) ? " (Winograd)" : "")}"));
        }
    }

    // The median of the calls' times.
    private static double Time(MethodInfo kernel, Shape input, LayerInfo layer, double seconds)
    {
        // Outputs may be padded to a block, and Winograd's weights are 16 for 9.
        int x = Floats(input), y = Floats(layer.Output), weights = (int)(4 * layer.MultiplyAdds / Math.Min(input.Height * input.Width, layer.Output.Height * layer.Output.Width)) + (1 << 14);
        float[][] memory = [.. kernel.GetParameters().Select(parameter => Take(parameter.Name switch { "x" => x, "y" or "addend" => y, "w" => weights, "b" => layer.Output.Channels + Block, _ => 4 * x + (1 << 20) }))];
        var random = new Random(1);
        foreach (float[] array in memory)
        {
            for (int i = 0; i < array.Length; i++) array[i] = random.NextSingle() - 0.5f;
        }
        float[] Take(int length) => GC.AllocateArray<float>(length + Line, pinned: true);
        int At(int i) => (int)((Line - Marshal.UnsafeAddrOfPinnedArrayElement(memory[i], 0) % Line) % Line / sizeof(float));
        ref float M(int i) => ref memory[i][At(i)];
        Action call;
        if (memory.Length == 4)
        {
            var four = kernel.CreateDelegate<Four>();
            call = () => four(ref M(0), ref M(1), ref M(2), ref M(3));
        }
        else if (memory.Length == 5)
        {
            var five = kernel.CreateDelegate<Five>();
            call = () => five(ref M(0), ref M(1), ref M(2), ref M(3), ref M(4));
        }
        else
        {
            var six = kernel.CreateDelegate<Six>();
            call = () => six(ref M(0), ref M(1), ref M(2), ref M(3), ref M(4), ref M(5));
        }

        call();
        List<double> times = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds || times.Count < 5;)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }

    private static int Planes(Shape shape) => (shape.Channels + Block - 1) / Block;

    private static int Floats(Shape shape) => Planes(shape) * Block * shape.Height * shape.Width;

    private static string Key(Shape shape) => shape is { Height: 1, Width: 1 } ? $"{Planes(shape)}" : $"{Planes(shape)}x{shape.Height}x{shape.Width}";

    // Kind, planes of the input and of the output, window.
    [GeneratedRegex("^Blocked([A-Za-z0-9]*Conv[A-Za-z0-9]*?)Forward_([0-9x]+)_to_([0-9x]+)_[0-9]+x[0-9]+(_[spdg][0-9x]+)*")]
    private static partial Regex Name();
}
