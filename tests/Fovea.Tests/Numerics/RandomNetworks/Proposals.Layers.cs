using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>The layers' arguments.</summary>
internal static partial class Proposals
{
    private static Gen<int> Features { get; } = Gen.OneOf(Gen.Int[1, 12], Gen.OneOf(16, 17, 24, 33, 48));

    private static Gen<int> Channels { get; } = Gen.OneOf(Gen.Int[1, 9], Gen.OneOf(16, 17, 20));

    private static Gen<string> Resampling { get; } = Gen.OneOf("upsample_nearest", "upsample_bilinear");

    private static Gen<Proposal> BatchNorm { get; } =
        from affine in Gen.Bool
        from eps in Gen.OneOf(1e-5, 1e-3)
        from momentum in Gen.OneOf(0.1, 0.3)
        select new Proposal("batch_norm", new { affine, eps, momentum });

    private static Gen<Proposal> Plain(string op) => Gen.Const(new Proposal(op));

    private static Gen<Proposal> Dropping(string op) => from p in Gen.OneOf(0.0, 0.0, 0.0, 0.3) select new Proposal(op, new { p });

    private static Gen<Proposal> Adaptive(string op) => from height in Gen.Int[1, 5] from width in Gen.Int[1, 5] select new Proposal(op, new { output_size = new[] { height, width } });

    private static Gen<int> Divisor(params int[] numbers) => Gen.OneOf([.. Enumerable.Range(1, numbers.Min()).Where(divisor => numbers.All(number => number % divisor == 0))]);

    // One axis of a window: kernel, dilation, stride and padding that fit.
    private static Gen<(int Kernel, int Dilation, int Stride, int Padding)> Axis(int size, bool pools) =>
        from kernel in Gen.Int[1, 5]
        from dilation in kernel == 1 ? Gen.Const(1) : Gen.OneOf(1, 1, 1, 2, 3)
        from stride in Gen.OneOf(1, 1, 2, 2, 3)
        from padding in Gen.Int[0, pools ? kernel / 2 : 3]
        let axis = Fitting(size, kernel, dilation, stride, padding)
        select !pools || Legality.ReadsEverywhere(size, axis.Kernel, axis.Dilation, axis.Stride, Math.Min(axis.Padding, axis.Kernel / 2)) ? axis : Fitting(size, kernel, dilation, stride, 0);

    // Shrinks what does not fit instead of drawing again.
    private static (int Kernel, int Dilation, int Stride, int Padding) Fitting(int size, int kernel, int dilation, int stride, int padding)
    {
        while (dilation * (kernel - 1) + 1 > size + 2 * padding) _ = dilation > 1 ? dilation-- : kernel--;
        return (kernel, dilation, stride, padding);
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
        from y in SpreadingAxis(shape[1])
        from x in SpreadingAxis(shape[2])
        from square in Gen.Bool
        from groups in Divisor(shape[0])
        from channels in Gen.Int[1, 3]
        from bias in Gen.Bool
        let other = square && shape[1] == shape[2] ? y : x
        select new Proposal("conv_transpose2d", new
        {
            out_channels = channels * groups,
            kernel = new[] { y.Kernel, other.Kernel },
            stride = new[] { y.Stride, other.Stride },
            dilation = new[] { y.Dilation, other.Dilation },
            padding = new[] { y.Padding, other.Padding },
            output_padding = new[] { y.Extra, other.Extra },
            groups,
            bias,
        });

    private static Gen<(int Kernel, int Dilation, int Stride, int Padding, int Extra)> SpreadingAxis(int size) =>
        from kernel in Gen.Int[1, 4]
        from stride in Gen.Int[1, 3]
        from dilation in Gen.Int[1, 2]
        from padding in Gen.Int[0, Math.Min(2, (dilation * (kernel - 1) + (size - 1) * stride) / 2)]
        from extra in Gen.Int[0, Math.Max(stride, dilation) - 1]
        select (kernel, dilation, stride, padding, extra);

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
        select op == "max_pool2d" ? count ? new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil }) : new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil, padding_mode = "zeros" })
            : divisor == 0 ? new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil, count_include_pad = count })
            : new Proposal(op, new { kernel, stride, padding, dilation, ceil_mode = ceil, divisor_override = divisor });

    private static Gen<Proposal> Padding(string mode, double value, int[] shape) =>
        from left in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[2] - 1) : 2]
        from right in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[2] - 1) : 2]
        from top in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[1] - 1) : 2]
        from bottom in Gen.Int[0, mode == "reflect" ? Math.Min(2, shape[1] - 1) : 2]
        select new Proposal("pad", new { pad = new[] { left, right, top, bottom }, mode, value });

    private static Gen<Proposal> Linear(int[] shape) =>
        from features in Features
        from bias in Gen.Bool
        from asserts in Gen.Bool
        select asserts ? new Proposal("linear", new { out_features = features, bias, asserted_features = shape[0] }) : new Proposal("linear", new { out_features = features, bias });

    private static Gen<Proposal>? Shuffle(int[] shape)
    {
        int[] factors = [.. Enumerable.Range(1, 3).Where(r => shape[0] % (r * r) == 0)];
        return from r in Gen.OneOf(factors) select new Proposal("pixel_shuffle", new { r });
    }

    private static Gen<Proposal>? Unshuffle(int[] shape) => from r in Divisor(shape[1], shape[2]) select new Proposal("pixel_unshuffle", new { r });

    private static Gen<Proposal>? Unpooling(Place place)
    {
        string[] pools = [.. place.Pools.Where(pool => pool.Value.Output.SequenceEqual(place.Shape)).Select(pool => pool.Key)];
        return pools.Length == 0 ? null : from pool in Gen.OneOf(pools) select new Proposal("max_unpool2d", null, pool);
    }

    private static Gen<Proposal>? GroupNorm(int[] shape)
    {
        int[] groups = [.. Enumerable.Range(1, shape[0]).Where(count => shape[0] % count == 0 && Tensor.Length(shape) / count >= 4)];
        return groups.Length == 0 ? null : from count in Gen.OneOf(groups) from affine in Gen.Bool select new Proposal("group_norm", new { groups = count, affine });
    }

    private static Gen<Proposal> Filter(int[] shape) =>
        from size in Gen.Int[1, Math.Min(3, Math.Min(shape[1], shape[2]))]
        from weights in Gen.OneOf(Gen.OneOf(0.0, 1, -1, 0.5), Gen.Double[-1, 1]).Array[size * size]
        from binomial in Gen.Bool
        from scale in Gen.OneOf(1.0, 0.25)
        from padding in Gen.Int[0, 2]
        from stride in Gen.Int[1, 2]
        from sum in Gen.Bool
        let kernel = binomial ? Binomial(size) : weights.All(weight => weight == 0) ? [.. weights[1..], 1] : weights
        select new Proposal("filter", new { weights = kernel, scale, padding, stride, sum });

    // A column times a row, which may be run one after the other.
    private static double[] Binomial(int size)
    {
        double[] row = size switch { 1 => [1], 2 => [1, 1], _ => [1, 2, 1] };
        return [.. from y in row from x in row select x * y];
    }

    private static Gen<Proposal> Constants(Place place) =>
        from each in Gen.Bool
        from divides in Gen.Bool
        let count = each ? place.Shape[0] : 1
        from mean in Gen.Double[-1, 1].Array[count]
        from deviation in Gen.Double[0.3, 2].Array[count]
        select divides ? new Proposal("normalize", new { mean, deviation }) : new Proposal("normalize", new { mean });

    private static Gen<Proposal>? Unflattening(int[] shape)
    {
        int[][] images = [.. from height in Enumerable.Range(1, 6) from width in Enumerable.Range(1, 6) where shape[0] % (height * width) == 0 select (int[])[shape[0] / (height * width), height, width]];
        return from image in Gen.OneOf(images) select new Proposal("unflatten", new { shape = image });
    }

    private static Gen<Proposal>? Join(string op, Place place, Func<int[], bool> fits, int most)
    {
        string[] partners = [.. place.Outputs.Where(output => fits(output.Value)).Select(output => output.Key).Order(StringComparer.Ordinal)];
        return partners.Length == 0 ? null : from others in Gen.OneOf(partners).Array[1, most] select new Proposal(op, null, others);
    }
}
