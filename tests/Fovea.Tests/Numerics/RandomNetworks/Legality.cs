namespace Fovea.Tests.Numerics;

/// <summary>What a layer asks of its input: a block that was drawn at one place may not fit another.</summary>
internal static class Legality
{
    /// <summary>Numbers in one image of an output.</summary>
    public const int LargestOutput = 1200;

    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void Check(string op, NodeAttributes a, IReadOnlyList<int[]> inputs)
    {
        int[] shape = inputs[0];
        bool fits = op switch
        {
            "conv2d" => IsImage(shape) && Divides(a.Int("groups", 1), shape[0], a.Int("out_channels")),
            "conv_transpose2d" => IsImage(shape) && Divides(a.Int("groups", 1), shape[0], a.Int("out_channels")) && Spreads(a, shape),
            "linear" => shape.Length == 1 && a.Int("asserted_features", shape[0]) == shape[0],
            "max_pool2d" or "avg_pool2d" => IsImage(shape) && Pools(a, shape),
            "max_unpool2d" or "upsample_nearest" or "upsample_bilinear" or "filter" or "local_response_norm" or "adaptive_avg_pool2d" or "adaptive_max_pool2d" => IsImage(shape),
            "pixel_shuffle" => IsImage(shape) && shape[0] % (a.Int("r") * a.Int("r")) == 0,
            "pixel_unshuffle" => IsImage(shape) && Divides(a.Int("r"), shape[1], shape[2]),
            "pad" => IsImage(shape) && (a.Text("mode", "") != "reflect" || (a.Ints("pad")[..2].Max() < shape[2] && a.Ints("pad")[2..].Max() < shape[1])),
            "group_norm" => IsImage(shape) && Divides(a.Int("groups"), shape[0]) && Tensor.Length(shape) / a.Int("groups") > 1,
            // The gradient of two or three values is the rounding of a zero.
            "instance_norm" => IsImage(shape) && shape[1] * shape[2] >= 4,
            "layer_norm" => Tensor.Length(shape) >= 4,
            "normalize" => a.Doubles("mean").Length == shape[0] || a.Doubles("mean").Length == 1,
            "prelu" => a.Int("num_parameters") == 1 || a.Int("num_parameters") == shape[0],
            "flatten" => IsImage(shape),
            "unflatten" => shape.Length == 1 && Tensor.Length(a.Ints("shape")) == shape[0],
            "add" => inputs.All(other => other.SequenceEqual(shape)),
            "multiply" => inputs.Count == 2 && (inputs[1].SequenceEqual(shape) || IsBroadcast(shape, inputs[1]) || IsBroadcast(inputs[1], shape)),
            "concat" => inputs.All(other => other.Length == shape.Length && other.Skip(1).SequenceEqual(shape.Skip(1))),
            _ => true,
        };
        if (!fits) throw new IllegalException($"{op} {a} of {string.Join(", ", inputs.Select(input => Tensor.Describe(input)))}.");
    }

    /// <summary>Whether one number a channel is repeated over the image.</summary>
    public static bool IsBroadcast(int[] small, int[] large) => small is [var channels, 1, 1] && large.Length == 3 && large[0] == channels;

    /// <summary>Whether each window of an axis reads a number: the largest of nothing is −∞, its mean not a number.</summary>
    public static bool ReadsEverywhere(int size, int kernel, int dilation, int stride, int padding)
    {
        var window = new Window(size, kernel, stride, padding, padding, dilation, Ceil: true);
        return window.Output > 0 && Enumerable.Range(0, window.Output).All(o => Enumerable.Range(0, kernel).Any(k => window.At(o, k) >= 0 && window.At(o, k) < size));
    }

    private static bool IsImage(int[] shape) => shape.Length == 3;

    private static bool Divides(int divisor, params int[] numbers) => divisor > 0 && numbers.All(number => number % divisor == 0);

    private static bool Spreads(NodeAttributes a, int[] shape)
    {
        (int Y, int X) kernel = a.Pair("kernel", 0), stride = a.Pair("stride", 1), padding = a.Pair("padding", 0), extra = a.Pair("output_padding", 0), dilation = a.Pair("dilation", 1);
        return Axis(shape[1], kernel.Y, stride.Y, padding.Y, extra.Y, dilation.Y) && Axis(shape[2], kernel.X, stride.X, padding.X, extra.X, dilation.X);

        static bool Axis(int size, int kernel, int stride, int padding, int extra, int dilation) =>
            extra < Math.Max(stride, dilation) && (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra >= 0;
    }

    private static bool Pools(NodeAttributes a, int[] shape)
    {
        (int Y, int X) kernel = a.Pair("kernel", 0), stride = a.Has("stride") ? a.Pair("stride", 1) : kernel, padding = a.Pair("padding", 0), dilation = a.Pair("dilation", 1);
        return 2 * padding.Y <= kernel.Y && 2 * padding.X <= kernel.X
            && ReadsEverywhere(shape[1], kernel.Y, dilation.Y, stride.Y, padding.Y) && ReadsEverywhere(shape[2], kernel.X, dilation.X, stride.X, padding.X);
    }
}
