using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>A layer that could come next.</summary>
internal sealed record Proposal(string Op, object? Attributes = null, params string[] From);

/// <summary>Generators of layers: each looks at what is there and says what it could add, or null.</summary>
internal static class Proposals
{
    private const int LargestImage = 1200;

    /// <summary>Kind of layer in the vocabulary → its generator. Those that Fovea does not have yet are left out.</summary>
    public static IReadOnlyList<Func<GraphBuilder, Gen<Proposal>?>> All { get; } =
    [
        .. new (string Kind, int Weight, Func<GraphBuilder, Gen<Proposal>?> Generator)[]
        {
            ("Conv2d", 6, OnImages(Convolution)),
            ("DepthwiseConv2d", 1, OnImages(Depthwise)),
            ("ConvTranspose2d", 2, OnImages(Transposed)),
            ("Linear", 4, OnVectors(_ => from features in Features from bias in Gen.Bool select new Proposal("linear", new { out_features = features, bias }))),
            ("MaxPool2d", 3, OnImages(shape => Pooling("max_pool2d", shape))),
            ("AvgPool2d", 3, OnImages(shape => Pooling("avg_pool2d", shape))),
            ("AdaptiveAvgPool2d", 1, OnImages(_ => Adaptive("adaptive_avg_pool2d"))),
            ("AdaptiveMaxPool2d", 1, OnImages(_ => Adaptive("adaptive_max_pool2d"))),
            ("GlobalAvgPool", 1, OnImages(_ => Plain("global_avg_pool2d"))),
            ("GlobalMaxPool", 1, OnImages(_ => Plain("global_max_pool2d"))),
            ("Upsample", 1, OnImages(_ => from op in Resampling from factor in Gen.Int[2, 3] from aligned in Gen.Bool select Resampled(op, new { scale_factor = factor, align_corners = aligned }))),
            ("Resize", 1, OnImages(_ => from op in Resampling from height in Gen.Int[1, 9] from width in Gen.Int[1, 9] from aligned in Gen.Bool select Resampled(op, new { size = new[] { height, width }, align_corners = aligned }))),
            ("PixelShuffle", 1, OnImages(shape => shape[0] % 4 == 0 ? Gen.Const(new Proposal("pixel_shuffle", new { r = 2 })) : null)),
            ("PixelUnshuffle", 1, OnImages(shape => shape[1] % 2 == 0 && shape[2] % 2 == 0 ? Gen.Const(new Proposal("pixel_unshuffle", new { r = 2 })) : null)),
            ("ZeroPad2d", 1, OnImages(shape => Padding("constant", 0, shape))),
            ("ConstantPad2d", 1, OnImages(shape => Padding("constant", 0.75, shape))),
            ("ReflectionPad2d", 1, OnImages(shape => Padding("reflect", 0, shape))),
            ("ReplicationPad2d", 1, OnImages(shape => Padding("replicate", 0, shape))),
            ("BatchNorm2d", 2, OnImages(_ => BatchNorm)),
            ("BatchNorm1d", 2, OnVectors(_ => BatchNorm)),
            ("GroupNorm", 1, OnImages(shape => from groups in Divisor(shape[0]) select new Proposal("group_norm", new { groups }))),
            ("InstanceNorm2d", 1, OnImages(shape => shape[1] * shape[2] < 4 ? null : from affine in Gen.Bool select new Proposal("instance_norm", new { affine }))),
            ("LayerNorm", 1, builder => Tensor.Length(builder.LastShape) < 4 ? null : Plain("layer_norm")),
            ("LocalResponseNorm", 1, OnImages(_ => from size in Gen.Int[1, 5] select new Proposal("local_response_norm", new { size, alpha = 0.1, k = 1.5 }))),
            ("ReLU", 4, _ => Plain("relu")),
            ("ReLU6", 1, _ => Plain("relu6")),
            ("LeakyReLU", 1, _ => Gen.Const(new Proposal("leaky_relu", new { negative_slope = 0.2 }))),
            ("PReLU", 1, _ => Plain("prelu")),
            ("ELU", 1, _ => Gen.Const(new Proposal("elu", new { alpha = 1.25 }))),
            ("SELU", 1, _ => Plain("selu")),
            ("GELU", 1, _ => Plain("gelu")),
            ("SiLU", 1, _ => Plain("silu")),
            ("Mish", 1, _ => Plain("mish")),
            ("Hardswish", 1, _ => Plain("hardswish")),
            ("Hardsigmoid", 1, _ => Plain("hardsigmoid")),
            ("Hardtanh", 1, _ => Plain("hardtanh")),
            ("Sigmoid", 2, _ => Plain("sigmoid")),
            ("Tanh", 2, _ => Plain("tanh")),
            ("Softplus", 1, _ => Plain("softplus")),
            ("Softmax", 1, _ => Plain("softmax")),
            ("LogSoftmax", 1, _ => Plain("log_softmax")),
            ("Dropout", 1, _ => Dropping("dropout")),
            ("Dropout2d", 1, OnImages(_ => Dropping("dropout2d"))),
            ("Flatten", 2, OnImages(_ => Plain("flatten"))),
            ("Unflatten", 2, OnVectors(shape => shape[0] % 12 == 0 ? Gen.Const(new Proposal("unflatten", new { shape = new[] { shape[0] / 12, 3, 4 } })) : null)),
            ("Add", 3, builder => Join("add", builder, shape => shape.SequenceEqual(builder.LastShape))),
            ("Multiply", 3, builder => Join("multiply", builder, shape => shape.SequenceEqual(builder.LastShape) || IsBroadcast(shape, builder.LastShape) || IsBroadcast(builder.LastShape, shape))),
            ("Concat", 3, builder => Join("concat", builder, shape => shape.Skip(1).SequenceEqual(builder.LastShape.Skip(1)))),
        }.Where(entry => Vocabulary.Has(entry.Kind)).SelectMany(entry => Enumerable.Repeat(entry.Generator, entry.Weight)),
    ];

    /// <summary>Whether a layer keeps the network small enough for the reference.</summary>
    public static bool Fits(GraphBuilder builder) => Tensor.Length(builder.LastShape) <= LargestImage;

    private static Gen<int> Features { get; } = Gen.OneOf(Gen.Int[1, 12], Gen.OneOf(16, 17, 24, 33, 48));

    private static Gen<int> Channels { get; } = Gen.OneOf(Gen.Int[1, 9], Gen.OneOf(16, 17, 20));

    private static Gen<string> Resampling { get; } = Gen.OneOf("upsample_nearest", "upsample_bilinear");

    private static Gen<Proposal> BatchNorm { get; } =
        from affine in Gen.Bool
        from eps in Gen.OneOf(1e-5, 1e-3)
        from momentum in Gen.OneOf(0.1, 0.3)
        select new Proposal("batch_norm", new { affine, eps, momentum });

    private static Func<GraphBuilder, Gen<Proposal>?> OnImages(Func<int[], Gen<Proposal>?> generator) => builder => builder.LastShape.Length == 3 ? generator(builder.LastShape) : null;

    private static Func<GraphBuilder, Gen<Proposal>?> OnVectors(Func<int[], Gen<Proposal>?> generator) => builder => builder.LastShape.Length == 1 ? generator(builder.LastShape) : null;

    private static Gen<Proposal> Plain(string op) => Gen.Const(new Proposal(op));

    private static Gen<Proposal> Dropping(string op) => from p in Gen.OneOf(0.0, 0.0, 0.3) select new Proposal(op, new { p });

    private static Gen<Proposal> Adaptive(string op) => from height in Gen.Int[1, 5] from width in Gen.Int[1, 5] select new Proposal(op, new { output_size = new[] { height, width } });

    private static Proposal Resampled(string op, object attributes) => new(op, attributes);

    private static Gen<int> Divisor(params int[] numbers) => Gen.OneOf([.. Enumerable.Range(1, numbers.Min()).Where(divisor => numbers.All(number => number % divisor == 0))]);

    // One axis of a window: kernel, dilation, stride and padding that fit.
    private static Gen<(int Kernel, int Dilation, int Stride, int Padding)> Axis(int size, bool pools) =>
        from kernel in Gen.Int[1, 5]
        from dilation in kernel == 1 ? Gen.Const(1) : Gen.OneOf(1, 1, 1, 2, 3)
        from stride in Gen.OneOf(1, 1, 2, 2, 3)
        from padding in Gen.Int[0, pools ? kernel / 2 : 3]
        let axis = Fitting(size, kernel, dilation, stride, padding)
        select !pools || ReadsEverywhere(size, axis) ? axis : Fitting(size, kernel, dilation, stride, 0);

    // Shrinks what does not fit instead of drawing again.
    private static (int Kernel, int Dilation, int Stride, int Padding) Fitting(int size, int kernel, int dilation, int stride, int padding)
    {
        while (dilation * (kernel - 1) + 1 > size + 2 * padding) _ = dilation > 1 ? dilation-- : kernel--;
        return (kernel, dilation, stride, padding);
    }

    // Taps apart may all fall into the padding, and the largest of nothing is −∞, its mean not a number.
    private static bool ReadsEverywhere(int size, (int Kernel, int Dilation, int Stride, int Padding) axis)
    {
        int padding = Math.Min(axis.Padding, axis.Kernel / 2);
        var window = new Window(size, axis.Kernel, axis.Stride, padding, padding, axis.Dilation, Ceil: true);
        return window.Output > 0 && Enumerable.Range(0, window.Output).All(o => Enumerable.Range(0, axis.Kernel).Any(k => window.At(o, k) >= 0 && window.At(o, k) < size));
    }

    private static Gen<Proposal> Convolution(int[] shape) =>
        from y in Axis(shape[1], pools: false)
        from x in Axis(shape[2], pools: false)
        from square in Gen.Bool
        from channels in Channels
        from groups in Gen.OneOf(Gen.Const(1), Divisor(shape[0]))
        from bias in Gen.Bool
        from padding in Gen.OneOf("", "", "", "same", "same_upper")
        let other = square && shape[1] == shape[2] ? y : x
        let strides = padding == "same" ? (int[])[1, 1] : [y.Stride, other.Stride]
        select new Proposal("conv2d", new
        {
            out_channels = Math.Max(1, channels / groups) * groups,
            kernel = new[] { y.Kernel, other.Kernel },
            stride = strides,
            dilation = new[] { y.Dilation, other.Dilation },
            padding = padding.Length == 0 ? (object)new[] { y.Padding, other.Padding } : padding,
            groups,
            bias,
        });

    private static Gen<Proposal> Depthwise(int[] shape) =>
        from axis in Axis(Math.Min(shape[1], shape[2]), pools: false)
        from bias in Gen.Bool
        select new Proposal("conv2d", new { out_channels = shape[0], kernel = axis.Kernel, stride = axis.Stride, dilation = axis.Dilation, padding = axis.Padding, groups = shape[0], bias, spelling = "DepthwiseConv2d" });

    private static Gen<Proposal> Transposed(int[] shape) =>
        from kernel in Gen.Int[1, 4]
        from stride in Gen.Int[1, 3]
        from dilation in Gen.Int[1, 2]
        from padding in Gen.Int[0, Math.Min(2, Math.Max(0, (dilation * (kernel - 1) + (Math.Min(shape[1], shape[2]) - 1) * stride) / 2))]
        from extra in Gen.Int[0, Math.Max(stride, dilation) - 1]
        from groups in Divisor(shape[0])
        from channels in Gen.Int[1, 3]
        from bias in Gen.Bool
        select new Proposal("conv_transpose2d", new { out_channels = channels * groups, kernel, stride, dilation, padding, output_padding = extra, groups, bias });

    private static Gen<Proposal> Pooling(string op, int[] shape) =>
        from y in Axis(shape[1], pools: true)
        from x in Axis(shape[2], pools: true)
        from square in Gen.Bool
        from ceil in Gen.Bool
        from count in Gen.Bool
        from divisor in Gen.OneOf(0, 0, 3)
        let other = square && shape[1] == shape[2] ? y : x
        let kernel = new[] { y.Kernel, other.Kernel }
        let stride = new[] { y.Stride, other.Stride }
        let dilation = new[] { y.Dilation, other.Dilation }
        let padding = new[] { Math.Min(y.Padding, y.Kernel / 2), Math.Min(other.Padding, other.Kernel / 2) }
        select op == "max_pool2d" ? new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil })
            : divisor == 0 ? new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil, count_include_pad = count })
            : new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil, divisor_override = divisor });

    private static Gen<Proposal> Padding(string mode, double value, int[] shape) =>
        from left in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[2] - 1) : 2]
        from right in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[2] - 1) : 2]
        from top in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[1] - 1) : 2]
        from bottom in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[1] - 1) : 2]
        select new Proposal("pad", new { pad = new[] { left, right, top, bottom }, mode, value });

    private static bool IsBroadcast(int[] small, int[] large) => small is [var channels, 1, 1] && large.Length == 3 && large[0] == channels;

    private static Gen<Proposal>? Join(string op, GraphBuilder builder, Func<int[], bool> fits)
    {
        string[] partners = [.. builder.Nodes.Select(node => node.Id).Append("x0").Where(name => name != builder.Last && fits(builder.Shape(name)))];
        return partners.Length == 0 ? null : from partner in Gen.OneOf(partners) select new Proposal(op, null, op == "concat" ? (string[])[partner, builder.Last] : [builder.Last, partner]);
    }
}
