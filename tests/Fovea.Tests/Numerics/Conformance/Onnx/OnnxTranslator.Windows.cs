namespace Fovea.Tests.Numerics;

/// <summary>Pooling, and the paddings of windows.</summary>
internal sealed partial class OnnxTranslator
{
    /// <summary>Padding above, left, below, right; or as TensorFlow's SAME has it.</summary>
    private readonly record struct WindowPadding(int[] Sides, bool Same)
    {
        public bool IsEven => Sides[0] == Sides[2] && Sides[1] == Sides[3];

        public bool IsNone => Sides.All(side => side == 0);
    }

    private string MaxPool(OnnxNode node)
    {
        string x = Image(node);
        int[] kernel = node.Attributes.Ints("kernel_shape");
        WindowPadding padding = Padding(node, x, kernel);
        if (padding.Same) return Pool("max_pool2d", node, x, kernel, "same_upper");
        if (IsModest(padding, kernel)) return Pool("max_pool2d", node, x, kernel, padding.Sides[..2]);
        // Numbers that never win. JSON has no infinity.
        return Pool("max_pool2d", node, Bordered(node, x, kernel, padding, float.MinValue), kernel, new[] { 0, 0 });
    }

    private string AveragePool(OnnxNode node)
    {
        string x = Image(node);
        int[] kernel = node.Attributes.Ints("kernel_shape");
        WindowPadding padding = Padding(node, x, kernel);
        bool counts = node.Attributes.Int("count_include_pad", 0) != 0;
        if (padding.Same) return Pool("avg_pool2d", node, x, kernel, "same_upper", counts);
        if (IsModest(padding, kernel)) return Pool("avg_pool2d", node, x, kernel, padding.Sides[..2], counts);
        if (counts) return Pool("avg_pool2d", node, Bordered(node, x, kernel, padding, 0), kernel, new[] { 0, 0 }, counts);

        // More padding before than after: as if there were as much after, without the last windows.
        int[] before = padding.Sides[..2], after = padding.Sides[2..];
        if (before.Zip(after).Any(pair => pair.First < pair.Second) || !IsModest(new([.. before, .. before], false), kernel)) throw new InexpressibleException("AveragePool with a padding that does not count, and is uneven or over half the kernel.");
        if (node.Attributes.Int("ceil_mode", 0) != 0) throw new InexpressibleException("AveragePool with ceil_mode and uneven padding.");
        int[] stride = Pair(node, "strides"), dilation = Pair(node, "dilations"), size = Graph.Shape(x)[1..];
        int[] surplus = [.. Enumerable.Range(0, 2).Select(axis => Outputs(axis, before[axis]) - Outputs(axis, after[axis]))];
        return Cropped(Pool("avg_pool2d", node, x, kernel, before, counts), surplus);

        int Outputs(int axis, int behind) => new Window(size[axis], kernel[axis], stride[axis], before[axis], behind, dilation[axis]).Output;
    }

    private string Pool(string op, OnnxNode node, string x, int[] kernel, object padding, bool counts = true) => Add(x, op, new
    {
        kernel,
        stride = Pair(node, "strides"),
        dilation = Pair(node, "dilations"),
        padding,
        ceil_mode = node.Attributes.Int("ceil_mode", 0) != 0,
        count_include_pad = counts,
    });

    // Whether the pool's own padding will do.
    private static bool IsModest(WindowPadding padding, int[] kernel) => padding.IsNone || (padding.IsEven && padding.Sides[0] <= kernel[0] / 2 && padding.Sides[1] <= kernel[1] / 2);

    /// <summary>A border as a layer of its own.</summary>
    private string Bordered(OnnxNode node, string x, int[] kernel, WindowPadding padding, double value)
    {
        int[] stride = Pair(node, "strides"), dilation = Pair(node, "dilations"), size = Graph.Shape(x)[1..], sides = padding.Sides;
        for (int axis = 0; axis < 2 && node.Attributes.Int("ceil_mode", 0) != 0; axis++)
        {
            var window = new Window(size[axis], kernel[axis], stride[axis], sides[axis], sides[axis + 2], dilation[axis], Ceil: true);
            if (window.Output != (window with { Input = size[axis] + sides[axis] + sides[axis + 2], Before = 0, After = 0 }).Output) throw new InexpressibleException($"{node.Op} with ceil_mode and a last window in the padding.");
        }

        return Add(x, "pad", new { pad = new[] { sides[1], sides[3], sides[0], sides[2] }, value });
    }

    private WindowPadding Padding(OnnxNode node, string x, int[] kernel)
    {
        switch (node.Attributes.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET": return new(node.Attributes.Has("pads") ? node.Attributes.Ints("pads") : new int[4], false);
            case "SAME_UPPER": return new([], true);
            case "SAME_LOWER":
            {
                int[] stride = Pair(node, "strides"), dilation = Pair(node, "dilations"), size = Graph.Shape(x)[1..];
                int[] total = [.. Enumerable.Range(0, 2).Select(axis => Math.Max(0, (size[axis] - 1) / stride[axis] * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1 - size[axis]))];
                return new([total[0] - total[0] / 2, total[1] - total[1] / 2, total[0] / 2, total[1] / 2], false);
            }

            default: return new(new int[4], false);
        }
    }

    private static int[] Pair(OnnxNode node, string name, int otherwise = 1) => node.Attributes.Has(name) ? node.Attributes.Ints(name) : [otherwise, otherwise];

    // Over rows, columns or both: a pool with a window of that size.
    private string Reduce(OnnxNode node, string op, int? divisor = null)
    {
        string x = Image(node);
        int[] axes = node.Attributes.Has("axes") ? node.Attributes.Ints("axes") : node.Takes(1) ? [.. Parameter(node, 1).Data.Select(axis => (int)axis)] : [];
        axes = [.. axes.Select(axis => axis < 0 ? axis + 4 : axis)];
        if (axes.Length == 0 || axes.Any(axis => axis < 2)) throw new InexpressibleException($"{node.Op} over images or channels.");
        int[] size = Graph.Shape(x)[1..], kernel = [axes.Contains(2) ? size[0] : 1, axes.Contains(3) ? size[1] : 1];
        bool keeps = node.Attributes.Int("keepdims", 1) != 0;
        if (!keeps && axes.Length == 1) throw new InexpressibleException("Rank 3 output.");
        string reduced = Add(x, op, divisor is null ? new { kernel } : new { kernel, divisor_override = divisor });
        return keeps ? reduced : Add(reduced, "flatten");
    }
}
