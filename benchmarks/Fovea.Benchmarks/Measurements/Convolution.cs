using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace Fovea.Benchmarks.Measurements;

/// <summary>A convolution in blocks of a network's forward pass, alone. It is found by the name that the generator gives it, since nothing public calls a single one.</summary>
/// <param name="Layer">The layer, or the first of those that share the kernel.</param>
/// <param name="Input">What the layer is given.</param>
/// <param name="Shapes">The planes and sizes in the kernel's name.</param>
internal sealed partial record Convolution(LayerInfo Layer, Shape Input, string Shapes, MethodInfo Kernel)
{
    private const int Block = 16, Line = 64;

    private delegate void Three(ref float a, ref float b, ref float c);

    private delegate void Four(ref float a, ref float b, ref float c, ref float d);

    private delegate void Five(ref float a, ref float b, ref float c, ref float d, ref float e);

    private delegate void Six(ref float a, ref float b, ref float c, ref float d, ref float e, ref float f);

    public bool IsWinograd => Kernel.Name.Contains("Winograd", StringComparison.Ordinal);

    public static IEnumerable<Convolution> Of<TNetwork>()
        where TNetwork : class, INetwork<TNetwork>
    {
        Type network = typeof(TNetwork);
        string width = Vector512.IsHardwareAccelerated ? "V512" : Vector256.IsHardwareAccelerated ? "V256" : "V128";
        Type kernels = network.Assembly.GetTypes().Single(type => type.Name.EndsWith($"{network.FullName!.Replace('.', '_')}_{width}", StringComparison.Ordinal));
        LayerInfo[] layers = TNetwork.Layers.ToArray();
        Dictionary<string, Shape> outputs = layers.ToDictionary(layer => layer.Name, layer => layer.Output);
        outputs["input"] = TNetwork.InputShape;
        // Outside training comes first, and training's form of a kernel is the same but for what follows the sums. What takes a range too is a part of a larger one.
        foreach (MethodInfo kernel in kernels.GetMethods().Where(method => Name().IsMatch(method.Name) && method.GetParameters().All(parameter => parameter.ParameterType.IsByRef)).DistinctBy(method => Name().Match(method.Name).Value))
        {
            Match name = Name().Match(kernel.Name);
            if (layers.FirstOrDefault(layer => layer.Kind == name.Groups[1].Value && Key(outputs[layer.Inputs[0]]) == name.Groups[2].Value && Key(layer.Output) == name.Groups[3].Value && Products(layer, outputs[layer.Inputs[0]], name) == layer.MultiplyAdds) is { } found)
                yield return new Convolution(found, outputs[found.Inputs[0]], name.Value[7..], kernel);
        }
    }

    /// <summary>The times of its calls, in seconds, for so many seconds and at least five times, with warm caches.</summary>
    public List<double> Time(double seconds)
    {
        Action call = Prepare();
        call();
        List<double> times = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds || times.Count < 5;)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return times;
    }

    private Action Prepare()
    {
        // Outputs may be padded to a block, and Winograd's weights are 16 for 9.
        int x = Floats(Input), y = Floats(Layer.Output), weights = (int)(4 * Layer.MultiplyAdds / Math.Min(Input.Height * Input.Width, Layer.Output.Height * Layer.Output.Width)) + (1 << 14);
        float[][] memory = [.. Kernel.GetParameters().Select(parameter => Take(parameter.Name switch { "x" => x, "y" or "addend" => y, "w" => weights, "b" => Layer.Output.Channels + Block, _ => 4 * x + (1 << 20) }))];
        var random = new Random(1);
        foreach (float[] array in memory)
        {
            for (int i = 0; i < array.Length; i++) array[i] = random.NextSingle() - 0.5f;
        }
        switch (memory.Length)
        {
            case 3:
                var three = Kernel.CreateDelegate<Three>();
                return () => three(ref M(0), ref M(1), ref M(2));
            case 4:
                var four = Kernel.CreateDelegate<Four>();
                return () => four(ref M(0), ref M(1), ref M(2), ref M(3));
            case 5:
                var five = Kernel.CreateDelegate<Five>();
                return () => five(ref M(0), ref M(1), ref M(2), ref M(3), ref M(4));
            default:
                var six = Kernel.CreateDelegate<Six>();
                return () => six(ref M(0), ref M(1), ref M(2), ref M(3), ref M(4), ref M(5));
        }

        float[] Take(int length) => GC.AllocateArray<float>(length + Line, pinned: true);
        int At(int i) => (int)((Line - Marshal.UnsafeAddrOfPinnedArrayElement(memory[i], 0) % Line) % Line / sizeof(float));
        ref float M(int i) => ref memory[i][At(i)];
    }

    // Two layers of one shape may differ in their windows.
    private static long Products(LayerInfo layer, Shape input, Match name)
    {
        long taps = long.Parse(name.Groups[4].Value, CultureInfo.InvariantCulture) * long.Parse(name.Groups[5].Value, CultureInfo.InvariantCulture);
        return taps * layer.Kind switch
        {
            "DepthwiseConv2d" => layer.Output.Length,
            "ConvTranspose2d" => (long)input.Length * layer.Output.Channels,
            _ => (long)layer.Output.Length * input.Channels,
        };
    }

    private static int Planes(Shape shape) => (shape.Channels + Block - 1) / Block;

    private static int Floats(Shape shape) => Planes(shape) * Block * shape.Height * shape.Width;

    private static string Key(Shape shape) => shape is { Height: 1, Width: 1 } ? $"{Planes(shape)}" : $"{Planes(shape)}x{shape.Height}x{shape.Width}";

    // Kind, planes of the input and of the output, window.
    [GeneratedRegex("^Blocked([A-Za-z0-9]*Conv[A-Za-z0-9]*?)Forward_([0-9x]+)_to_([0-9x]+)_([0-9]+)x([0-9]+)(_[spdg][0-9x]+)*")]
    private static partial Regex Name();
}
