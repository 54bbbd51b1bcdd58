namespace Fovea.Tests.Numerics;

/// <summary>Convolutions and products with a matrix.</summary>
internal sealed partial class OnnxTranslator
{
    private string Convolution(OnnxNode node)
    {
        string x = Image(node);
        Tensor weight = Parameter(node, 1);
        return Add(
            x,
            "conv2d",
            new
            {
                out_channels = weight.N,
                kernel = new[] { weight.H, weight.W },
                stride = Pair(node, "strides"),
                dilation = Pair(node, "dilations"),
                padding = Padding(node, x, [weight.H, weight.W]) switch { { Same: true } => (object)"same_upper", var padding => padding.Sides },
                groups = node.Attributes.Int("group", 1),
                bias = node.Takes(2),
            },
            node.Takes(2) ? [("weight", weight), ("bias", Parameter(node, 2))] : [("weight", weight)]);
    }

    private string TransposedConvolution(OnnxNode node)
    {
        string x = Image(node);
        Tensor weight = Parameter(node, 1);
        NodeAttributes a = node.Attributes;
        int groups = a.Int("group", 1);
        int[] kernel = [weight.H, weight.W], stride = Pair(node, "strides"), dilation = Pair(node, "dilations"), extra = Pair(node, "output_padding", 0), size = Graph.Shape(x)[1..];
        int[] before = new int[2], beyond = new int[2];
        for (int axis = 0; axis < 2; axis++)
        {
            (before[axis], int after) = Cut(axis);
            if (before[axis] < 0) throw new InexpressibleException("ConvTranspose with rows before the first.");
            // What is cut off less at the end than at the start is output padding; what is cut off more is cut off afterwards.
            extra[axis] += Math.Max(0, before[axis] - after);
            beyond[axis] = Math.Max(0, after - before[axis]);
            if (extra[axis] > 0 && extra[axis] >= Math.Max(stride[axis], dilation[axis])) throw new InexpressibleException("ConvTranspose with output padding of the stride or more.");
        }

        return Cropped(
            Add(
                x,
                "conv_transpose2d",
                new { out_channels = weight.C * groups, kernel, stride, dilation, padding = before, output_padding = extra, groups, bias = node.Takes(2) },
                node.Takes(2) ? [("weight", weight), ("bias", Parameter(node, 2))] : [("weight", weight)]),
            beyond);

        (int Before, int After) Cut(int axis)
        {
            string mode = a.Text("auto_pad", "NOTSET");
            bool given = a.Has("output_shape");
            if (!given && mode == "NOTSET" && a.Has("pads")) return (a.Ints("pads")[axis], a.Ints("pads")[axis + 2]);
            if (!given && mode is "NOTSET" or "VALID") return (0, 0);
            int output = given ? a.Ints("output_shape")[^(2 - axis)] : size[axis] * stride[axis];
            int total = stride[axis] * (size[axis] - 1) + extra[axis] + dilation[axis] * (kernel[axis] - 1) + 1 - output;
            int half = (int)Math.Floor(total / 2.0);
            return mode == "SAME_UPPER" ? (half, total - half) : (total - half, half);
        }
    }

    /// <summary>The image without its last rows and columns: a depthwise convolution that picks a window's first number.</summary>
    private string Cropped(string image, int[] last)
    {
        if (last.All(count => count == 0)) return image;
        int channels = Graph.Shape(image)[0];
        var weight = new Tensor(channels, 1, last[0] + 1, last[1] + 1);
        for (int c = 0; c < channels; c++) weight[c, 0, 0, 0] = 1;
        return Add(image, "conv2d", new { out_channels = channels, kernel = new[] { weight.H, weight.W }, groups = channels, bias = false }, ("weight", weight));
    }

    /// <summary>The image with its channels in another order: a 1×1 convolution of zeros and ones.</summary>
    private string Reordered(string image, Func<int, int> source)
    {
        int channels = Graph.Shape(image)[0];
        if (Enumerable.Range(0, channels).All(c => source(c) == c)) return image;
        var weight = new Tensor(channels, channels, 1, 1);
        for (int c = 0; c < channels; c++) weight[c, source(c), 0, 0] = 1;
        return Add(image, "conv2d", new { out_channels = channels, kernel = 1, bias = false }, ("weight", weight));
    }

    private string Gemm(OnnxNode node)
    {
        NodeAttributes a = node.Attributes;
        string x = Vector(node);
        if (a.Int("transA", 0) != 0) throw new InexpressibleException("Gemm that transposes its input.");
        Tensor weight = Parameter(node, 1);
        return Linear(x, a.Int("transB", 0) != 0 ? weight : OnnxConstants.Transposed(weight), a.Double("alpha", 1), node.Takes(2) ? Parameter(node, 2) : null, a.Double("beta", 1));
    }

    private string MatMul(OnnxNode node) => Linear(Vector(node), OnnxConstants.Transposed(Parameter(node, 1)), 1, null, 0);

    // α·x·Wᵀ + β·b, in the tensors themselves.
    private string Linear(string x, Tensor weight, double alpha, Tensor? bias, double beta)
    {
        int features = weight.N;
        var scaled = new Tensor(weight.Shape, weight.Data.Select(value => alpha * value));
        if (bias is null) return Add(x, "linear", new { out_features = features, bias = false }, ("weight", scaled));
        if (bias.Data.Length != 1 && (bias.Data.Length != features || bias.Shape[^1] != features)) throw new InexpressibleException($"Gemm with a bias of {bias}.");
        IEnumerable<double> values = Enumerable.Range(0, features).Select(i => beta * bias.Data[i % bias.Data.Length]);
        return Add(x, "linear", new { out_features = features }, ("weight", scaled), ("bias", new Tensor([features], values)));
    }
}
