using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace Fovea.Benchmarks.Measurements;

/// <summary>A convolution in blocks of a network, alone: forward, or one of its gradients. It is found by the name that the generator gives it, since nothing public calls a single one.</summary>
/// <param name="Layer">The layer, or the first of those that share the kernel.</param>
/// <param name="Input">What the layer is given.</param>
/// <param name="Shapes">The planes and sizes in the kernel's name.</param>
internal sealed partial record Convolution(LayerInfo Layer, Shape Input, string Shapes, MethodInfo Kernel)
{
    private const int Block = 16, Line = 64;

    // Random numbers, over and over: making one takes longer than computing with it.
    private const int Few = 1 << 16;

    // A round of calls, in seconds.
    private const double Round = 2e-3;

    public bool IsWinograd => IsByWinograd(Kernel);

    public bool IsPooled => TakesMaxima(Kernel);

    public bool IsForward => Shapes.Contains("Forward_", StringComparison.Ordinal);

    public static IEnumerable<Convolution> Of<TNetwork>()
        where TNetwork : class, INetwork<TNetwork>
    {
        Type network = typeof(TNetwork);
        string width = Vector512.IsHardwareAccelerated ? "V512" : Vector256.IsHardwareAccelerated ? "V256" : "V128";
        Type kernels = network.Assembly.GetTypes().Single(type => type.Name.EndsWith($"{network.FullName!.Replace('.', '_')}_{width}", StringComparison.Ordinal));
        LayerInfo[] layers = TNetwork.Layers.ToArray();
        Dictionary<string, Shape> outputs = layers.ToDictionary(layer => layer.Name, layer => layer.Output);
        outputs["input"] = TNetwork.InputShape;
        // Outside training comes first, and training's form of a kernel is the same but for what follows the sums. Parts of a kernel are called for all of them where it is not there as a whole.
        IEnumerable<IGrouping<string, MethodInfo>> named = kernels.GetMethods()
            .Where(method => Name().IsMatch(method.Name))
            .OrderBy(method => method.Name.Contains("_Part", StringComparison.Ordinal))
            .GroupBy(method => Name().Match(method.Name).Value);
        foreach (IGrouping<string, MethodInfo> same in named)
        {
            Match name = Name().Match(same.Key);
            bool isPooled = TakesMaxima(same.First());
            IEnumerable<LayerInfo> found = layers
                .Where(layer => layer.Kind == name.Groups[1].Value && Key(outputs[layer.Inputs[0]]) == name.Groups[3].Value && Key(isPooled ? Pooled(layer.Output) : layer.Output) == name.Groups[4].Value && MultiplyAdds(layer, outputs[layer.Inputs[0]], name) == layer.MultiplyAdds)
                .DistinctBy(layer => outputs[layer.Inputs[0]].Channels)
                .OrderBy(layer => outputs[layer.Inputs[0]].Channels);
            // With few channels, which take up a block all the same, it is a sum where the other one is not.
            IEnumerable<MethodInfo> algorithms = same.DistinctBy(IsByWinograd).OrderBy(IsByWinograd);
            foreach ((LayerInfo layer, MethodInfo kernel) in found.Zip(algorithms)) yield return new Convolution(layer, outputs[layer.Inputs[0]], same.Key[7..], kernel);
        }
    }

    /// <summary>How much of the sum's multiply-adds are done.</summary>
    public double Products => !IsWinograd ? 1 : Kernel.Name.Contains("Winograd4", StringComparison.Ordinal) ? 36.0 / 144 : 16.0 / 36;

    /// <summary>The share of the core's peak that its products take, both as fast as in this part of the rounds: 0.5 for medians, 0.1 for the best tenth.</summary>
    public double Share(IReadOnlyCollection<(double Seconds, double Peak)> rounds, double part)
    {
        int place = (int)(part * rounds.Count);
        return Products * 2 * Layer.MultiplyAdds / rounds.Select(round => round.Seconds).Order().ElementAt(place) / rounds.Select(round => round.Peak).OrderDescending().ElementAt(place);
    }

    /// <summary>
    /// Rounds of calls with warm caches, for so many seconds and at least five: the seconds of a call, and the core's peak beside it, the faster of one measured before and one after,
    /// since a machine that others use is not always as fast.
    /// </summary>
    public unsafe List<(double Seconds, double Peak)> Time(double seconds)
    {
        // Outputs may be padded to a block, and Winograd's weights are 16 for 9, or 36.
        int map = Math.Max(Floats(Input), Floats(Layer.Output)), weights = (int)(4 * Layer.MultiplyAdds / Math.Min(Input.Height * Input.Width, Layer.Output.Height * Layer.Output.Width)) + (1 << 14);
        string[] names = [.. Kernel.GetParameters().Where(parameter => parameter.ParameterType.IsByRef).Select(parameter => parameter.Name!)];
        int numbers = Kernel.GetParameters().Length - names.Length;
        float** m = stackalloc float*[names.Length];
        for (int i = 0; i < names.Length; i++) m[i] = Filled(names[i] switch { "x" or "y" or "dy" or "addend" => map, "w" or "dw" => weights, "b" => Layer.Output.Channels + Block, _ => 8 * map + weights + (1 << 20) });
        void* kernel = (void*)Kernel.MethodHandle.GetFunctionPointer();

        Call();
        List<(double, double)> rounds = [];
        double before = Peak.Burst();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds || rounds.Count < 5;)
        {
            int calls = 0;
            long start = Stopwatch.GetTimestamp();
            for (; calls == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < Round; calls++) Call();
            double time = Stopwatch.GetElapsedTime(start).TotalSeconds / calls, after = Peak.Burst();
            rounds.Add((time, Math.Max(before, after)));
            before = after;
        }
        for (int i = 0; i < names.Length; i++) NativeMemory.AlignedFree(m[i]);
        return rounds;

        // A reference to what does not move is a pointer. A range is all, with nothing done before.
        void Call()
        {
            switch (names.Length, numbers)
            {
                case (3, 0): ((delegate*<float*, float*, float*, void>)kernel)(m[0], m[1], m[2]); break;
                case (4, 0): ((delegate*<float*, float*, float*, float*, void>)kernel)(m[0], m[1], m[2], m[3]); break;
                case (5, 0): ((delegate*<float*, float*, float*, float*, float*, void>)kernel)(m[0], m[1], m[2], m[3], m[4]); break;
                case (6, 0): ((delegate*<float*, float*, float*, float*, float*, float*, void>)kernel)(m[0], m[1], m[2], m[3], m[4], m[5]); break;
                case (4, 2): ((delegate*<float*, float*, float*, float*, int, int, void>)kernel)(m[0], m[1], m[2], m[3], 0, int.MaxValue); break;
                case (5, 2): ((delegate*<float*, float*, float*, float*, float*, int, int, void>)kernel)(m[0], m[1], m[2], m[3], m[4], 0, int.MaxValue); break;
                case (6, 2): ((delegate*<float*, float*, float*, float*, float*, float*, int, int, void>)kernel)(m[0], m[1], m[2], m[3], m[4], m[5], 0, int.MaxValue); break;
                case (4, 3): ((delegate*<float*, float*, float*, float*, int, int, int, void>)kernel)(m[0], m[1], m[2], m[3], -1, 0, int.MaxValue); break;
                case (5, 3): ((delegate*<float*, float*, float*, float*, float*, int, int, int, void>)kernel)(m[0], m[1], m[2], m[3], m[4], -1, 0, int.MaxValue); break;
                case (6, 3): ((delegate*<float*, float*, float*, float*, float*, float*, int, int, int, void>)kernel)(m[0], m[1], m[2], m[3], m[4], m[5], -1, 0, int.MaxValue); break;
                default: throw new InvalidOperationException($"{Kernel.Name} takes {string.Join(", ", names)}.");
            }
        }

        static float* Filled(int length)
        {
            var memory = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), Line);
            var random = new Random(1);
            for (int i = 0; i < length; i++) memory[i] = i < Few ? random.NextSingle() - 0.5f : memory[i - Few];
            return memory;
        }
    }

    private static bool TakesMaxima(MethodInfo kernel) => kernel.Name.Contains("MaxPool", StringComparison.Ordinal);

    private static bool IsByWinograd(MethodInfo kernel) => kernel.Name.Contains("Winograd", StringComparison.Ordinal);

    // Two layers of one shape may differ in their windows.
    private static long MultiplyAdds(LayerInfo layer, Shape input, Match name)
    {
        long taps = long.Parse(name.Groups[5].Value, CultureInfo.InvariantCulture) * long.Parse(name.Groups[6].Value, CultureInfo.InvariantCulture);
        return taps * layer.Kind switch
        {
            "DepthwiseConv2d" => layer.Output.Length,
            "ConvTranspose2d" => (long)input.Length * layer.Output.Channels,
            _ => (long)layer.Output.Length * input.Channels,
        };
    }

    private static Shape Pooled(Shape shape) => Shape.Image(shape.Channels, shape.Height / 2, shape.Width / 2);

    private static int Planes(Shape shape) => (shape.Channels + Block - 1) / Block;

    private static int Floats(Shape shape) => Planes(shape) * Block * shape.Height * shape.Width;

    private static string Key(Shape shape) => shape is { Height: 1, Width: 1 } ? $"{Planes(shape)}" : $"{Planes(shape)}x{shape.Height}x{shape.Width}";

    // Kind, pass, planes of the input and of the output, window.
    [GeneratedRegex("^Blocked([A-Za-z0-9]*Conv[A-Za-z0-9]*?)(Forward|InputGradient|WeightGradient)_([0-9x]+)_to_([0-9x]+)_([0-9]+)x([0-9]+)(_[spdg][0-9x]+)*")]
    private static partial Regex Name();
}
