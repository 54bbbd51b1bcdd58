using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>
/// Weights in the order in which the blocked layout's kernels read them, [outputs/group][inputs/block][rows][columns][block][group],
/// with zeros where the last group has no output. Strides say where a weight lies in its tensor, so that turned and transposed kernels need nothing of their own.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Packing
{
    // Of Winograd's algorithm: inputs at a time, outputs of a group at most, rows and columns of a tile at most.
    private const int Together = 4, MostGroup = 4 * Blocks.Count, MostSize = 6;

    /// <summary>Packs; each output's weights are scaled by its <paramref name="scale"/>.</summary>
    public static void Pack(ref float weights, ref float packed, ref float scale, in Order order)
    {
        int rows = order.Rows, columns = order.Columns, inputStride = order.InputStride, rowStride = order.RowStride, columnStride = order.ColumnStride;
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o);
            for (int i = 0; i < order.Inputs; i += order.Block)
            {
                int block = Math.Min(order.Block, order.Inputs - i);
                int tap = block * group;
                for (int output = o; output < o + group; output++)
                {
                    bool real = output < order.Outputs;
                    float factor = real && !Unsafe.IsNullRef(ref scale) ? Unsafe.Add(ref scale, output) : 1;
                    ref float target = ref Unsafe.Add(ref packed, output - o);
                    ref float kernel = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)i * inputStride);
                    for (int row = 0; row < rows; row++)
                    {
                        for (int column = 0; column < columns; column++)
                        {
                            ref float source = ref Unsafe.Add(ref kernel, row * rowStride + column * columnStride);
                            for (int input = 0; input < block; input++) Unsafe.Add(ref target, input * group) = real ? Unsafe.Add(ref source, input * inputStride) * factor : 0;
                            target = ref Unsafe.Add(ref target, tap);
                        }
                    }
                }
                packed = ref Unsafe.Add(ref packed, rows * columns * tap);
            }
        }
    }

    /// <summary>
    /// Packs 3×3 kernels as Winograd's F(2×2, 3×3) reads them, [outputs/span][16 places][span/group][inputs][group]: G g Gᵀ with the rows g0, (g0 + g1 + g2)/2, (g0 − g1 + g2)/2, g2.
    /// </summary>
    /// <param name="weights">The tensor.</param>
    /// <param name="packed">Where to.</param>
    /// <param name="scale">A factor for each output, or none.</param>
    /// <param name="order">Where the weights lie.</param>
    /// <param name="span">Outputs that are computed together, some groups; the last group may stand alone.</param>
    public static void PackWinograd(ref float weights, ref float packed, ref float scale, in Order order, int span) => PackWinograd<Two>(ref weights, ref packed, ref scale, in order, span);

    /// <summary>
    /// The same for F(4×4, 3×3), which has 36 places, with the rows g0/4, −(g0 + g1 + g2)/6, −(g0 − g1 + g2)/6, g0/24 + g1/12 + g2/6, g0/24 − g1/12 + g2/6, g2.
    /// </summary>
    public static void PackWinograd4(ref float weights, ref float packed, ref float scale, in Order order, int span) => PackWinograd<Four>(ref weights, ref packed, ref scale, in order, span);

    private static void PackWinograd<TTransform>(ref float weights, ref float packed, ref float scale, in Order order, int span)
        where TTransform : struct, IWinograd
    {
        int inputs = order.Inputs, rowStride = order.RowStride, columnStride = order.ColumnStride, size = TTransform.Size;
        // Of some inputs at a time a group's outputs, tap by tap: a vector of them is read when they have long been written one by one.
        ref float taps = ref MemoryMarshal.GetReference(stackalloc float[Together * 9 * MostGroup]);
        ref float rows = ref MemoryMarshal.GetReference(stackalloc float[MostSize * 3 * MostGroup]);
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o), start = o / span * span;
            nint place = (nint)inputs * Math.Min(span, order.PaddedOutputs - start);
            ref float first = ref Unsafe.Add(ref packed, (nint)start * size * size * inputs + (nint)(o - start) * inputs);
            if (o + group > order.Outputs) MemoryMarshal.CreateSpan(ref taps, Together * 9 * MostGroup).Clear();
            for (int i = 0; i < inputs; i += Together)
            {
                int count = Math.Min(Together, inputs - i);
                for (int output = o; output < Math.Min(o + group, order.Outputs); output++)
                {
                    float factor = Unsafe.IsNullRef(ref scale) ? 1 : Unsafe.Add(ref scale, output);
                    ref float source = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)i * order.InputStride);
                    ref float target = ref Unsafe.Add(ref taps, output - o);
                    for (int input = 0; input < count; input++)
                    {
                        for (int tap = 0; tap < 3; tap++)
                        {
                            target = Unsafe.Add(ref source, tap * rowStride) * factor;
                            Unsafe.Add(ref target, MostGroup) = Unsafe.Add(ref source, tap * rowStride + columnStride) * factor;
                            Unsafe.Add(ref target, 2 * MostGroup) = Unsafe.Add(ref source, tap * rowStride + 2 * columnStride) * factor;
                            target = ref Unsafe.Add(ref target, 3 * MostGroup);
                        }
                        source = ref Unsafe.Add(ref source, order.InputStride);
                    }
                }
                for (int input = 0; input < count; input++)
                {
                    // G g, then each of its rows times Gᵀ.
                    ref float kernel = ref Unsafe.Add(ref taps, input * 9 * MostGroup);
                    for (int lane = 0; lane < group; lane += Vector<float>.Count)
                    {
                        for (int column = 0; column < 3; column++) TTransform.Spread(ref Unsafe.Add(ref kernel, column * MostGroup + lane), 3 * MostGroup, ref Unsafe.Add(ref rows, column * MostGroup + lane), 3 * MostGroup);
                    }
                    for (int row = 0; row < size; row++)
                    {
                        ref float target = ref Unsafe.Add(ref first, row * size * place + (i + input) * group);
                        for (int lane = 0; lane < group; lane += Vector<float>.Count) TTransform.Spread(ref Unsafe.Add(ref rows, row * 3 * MostGroup + lane), MostGroup, ref Unsafe.Add(ref target, lane), place);
                    }
                }
            }
        }
    }

    // G of vectors.
    private interface IWinograd
    {
        /// <summary>G's rows.</summary>
        static abstract int Size { get; }

        /// <summary>From three vectors so far apart to Size of them.</summary>
        static abstract void Spread(ref float source, nint from, ref float target, nint to);
    }

    private readonly struct Two : IWinograd
    {
        public static int Size => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Spread(ref float source, nint from, ref float target, nint to)
        {
            Vector<float> g0 = Vector.LoadUnsafe(ref source), g1 = Vector.LoadUnsafe(ref source, (nuint)from), g2 = Vector.LoadUnsafe(ref source, (nuint)(2 * from));
            Vector<float> ends = (g0 + g2) * 0.5f, middle = g1 * 0.5f;
            g0.StoreUnsafe(ref target);
            (ends + middle).StoreUnsafe(ref target, (nuint)to);
            (ends - middle).StoreUnsafe(ref target, (nuint)(2 * to));
            g2.StoreUnsafe(ref target, (nuint)(3 * to));
        }
    }

    private readonly struct Four : IWinograd
    {
        public static int Size => MostSize;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Spread(ref float source, nint from, ref float target, nint to)
        {
            Vector<float> g0 = Vector.LoadUnsafe(ref source), g1 = Vector.LoadUnsafe(ref source, (nuint)from), g2 = Vector.LoadUnsafe(ref source, (nuint)(2 * from));
            Vector<float> ends = (g0 + g2) * (-1 / 6f), middle = g1 * (1 / 6f), far = g0 * (1 / 24f) + g2 * (1 / 6f), half = g1 * (1 / 12f);
            (g0 * 0.25f).StoreUnsafe(ref target);
            (ends - middle).StoreUnsafe(ref target, (nuint)to);
            (ends + middle).StoreUnsafe(ref target, (nuint)(2 * to));
            (far + half).StoreUnsafe(ref target, (nuint)(3 * to));
            (far - half).StoreUnsafe(ref target, (nuint)(4 * to));
            g2.StoreUnsafe(ref target, (nuint)(5 * to));
        }
    }

    /// <summary>Adds packed numbers, a gradient, to the tensor's order.</summary>
    public static void Unpack(ref float packed, ref float weights, in Order order)
    {
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o);
            for (int i = 0; i < order.Inputs; i += order.Block)
            {
                int block = Math.Min(order.Block, order.Inputs - i);
                UnpackBlock(ref packed, ref weights, order, o, i, group, block);
                packed = ref Unsafe.Add(ref packed, order.Rows * order.Columns * block * group);
            }
        }
    }

    /// <summary>
    /// Adds a gradient of 3×3 kernels that was summed between Winograd's transforms, [16 places][outputs/group][inputs/block][block][group]: Gᵀ m G,
    /// with the rows m0 + (m1 + m2)/2, (m1 − m2)/2, (m1 + m2)/2 − m3. The last row and column of m have the other sign.
    /// </summary>
    /// <param name="packed">The sums.</param>
    /// <param name="weights">The tensor.</param>
    /// <param name="order">The order within a place.</param>
    /// <param name="place">Between places.</param>
    public static void UnpackWinograd(ref float packed, ref float weights, in Order order, int place)
    {
        ref float taps = ref MemoryMarshal.GetReference(stackalloc float[9 * Blocks.Count * MostGroup]);
        ref float rows = ref MemoryMarshal.GetReference(stackalloc float[3 * 4 * Vector<float>.Count]);
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o);
            for (int i = 0; i < order.Inputs; i += order.Block)
            {
                int block = Math.Min(order.Block, order.Inputs - i), count = block * group;
                for (int n = 0; n < count; n += Vector<float>.Count)
                {
                    for (int column = 0; column < 4; column++) Gather(ref Unsafe.Add(ref packed, column * place + n), 4 * place, ref Unsafe.Add(ref rows, column * Vector<float>.Count), 4 * Vector<float>.Count);
                    for (int row = 0; row < 3; row++) Gather(ref Unsafe.Add(ref rows, row * 4 * Vector<float>.Count), Vector<float>.Count, ref Unsafe.Add(ref taps, row * 3 * count + n), count);
                }
                UnpackBlock(ref taps, ref weights, order, o, i, group, block);
                packed = ref Unsafe.Add(ref packed, count);
            }
        }

        static void Gather(ref float source, nint from, ref float target, nint to)
        {
            Vector<float> first = Vector.LoadUnsafe(ref source, (nuint)from) * 0.5f, second = Vector.LoadUnsafe(ref source, (nuint)(2 * from)) * 0.5f, sum = first + second;
            (Vector.LoadUnsafe(ref source) + sum).StoreUnsafe(ref target);
            (first - second).StoreUnsafe(ref target, (nuint)to);
            (sum - Vector.LoadUnsafe(ref source, (nuint)(3 * from))).StoreUnsafe(ref target, (nuint)(2 * to));
        }
    }

    private static void UnpackBlock(ref float packed, ref float weights, in Order order, int o, int i, int group, int block)
    {
        int rows = order.Rows, columns = order.Columns, inputStride = order.InputStride, tap = block * group;
        for (int output = o; output < Math.Min(o + group, order.Outputs); output++)
        {
            ref float source = ref Unsafe.Add(ref packed, output - o);
            ref float kernel = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)i * inputStride);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    ref float target = ref Unsafe.Add(ref kernel, row * order.RowStride + column * order.ColumnStride);
                    for (int input = 0; input < block; input++) Unsafe.Add(ref target, input * inputStride) += Unsafe.Add(ref source, input * group);
                    source = ref Unsafe.Add(ref source, tap);
                }
            }
        }
    }

    /// <summary>Weights of some groups side by side, [groups × rows][length], as those of one, [groups × rows][groups × length]: zeros from one group to another.</summary>
    public static void Widen(ref float weights, ref float wide, int groups, int rows, int length)
    {
        for (int row = 0; row < groups * rows; row++)
        {
            Span<float> target = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref wide, row * groups * length), groups * length);
            target.Clear();
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref weights, row * length), length).CopyTo(target[(row / rows * length)..]);
        }
    }

    /// <summary>Adds a gradient of such weights to the groups', and leaves zeros in its place.</summary>
    public static void Narrow(ref float wide, ref float gradient, int groups, int rows, int length)
    {
        for (int row = 0; row < groups * rows; row++)
        {
            Span<float> source = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref wide, row * groups * length), groups * length);
            for (int i = 0; i < length; i++) Unsafe.Add(ref gradient, row * length + i) += source[row / rows * length + i];
            source.Clear();
        }
    }

    /// <summary>A vector, with zeros up to a whole block.</summary>
    public static void PackVector(ref float vector, ref float packed, int length)
    {
        for (int i = 0; i < length; i++) Unsafe.Add(ref packed, i) = Unsafe.IsNullRef(ref vector) ? 0 : Unsafe.Add(ref vector, i);
        for (int i = length; i % Blocks.Count != 0; i++) Unsafe.Add(ref packed, i) = 0;
    }

    /// <summary>Adds a packed vector to a tensor.</summary>
    public static void UnpackVector(ref float packed, ref float vector, int length)
    {
        int whole = length - length % Vector<float>.Count;
        for (int i = 0; i < whole; i += Vector<float>.Count) (Vector.LoadUnsafe(ref vector, (nuint)i) + Vector.LoadUnsafe(ref packed, (nuint)i)).StoreUnsafe(ref vector, (nuint)i);
        for (int i = whole; i < length; i++) Unsafe.Add(ref vector, i) += Unsafe.Add(ref packed, i);
    }

    /// <summary>Adds some numbers of each row to a vector, row after row.</summary>
    public static void AddRows(ref float rows, ref float vector, int count, int stride, int from, int to)
    {
        for (int row = 0; row < count; row++) UnpackVector(ref Unsafe.Add(ref rows, row * stride + from), ref Unsafe.Add(ref vector, from), to - from);
    }

    /// <summary>Batch normalisation with running statistics, after a convolution with or without a bias, as that convolution's scale and bias.</summary>
    public static void FoldBatchNorm(ref float bias, ref float mean, ref float variance, ref float weight, ref float shift, float eps, int channels, ref float scale, ref float packedBias)
    {
        for (int i = 0; i < channels; i++)
        {
            double factor = (Unsafe.IsNullRef(ref weight) ? 1 : Unsafe.Add(ref weight, i)) / Math.Sqrt((double)Unsafe.Add(ref variance, i) + eps);
            double before = (Unsafe.IsNullRef(ref bias) ? 0 : Unsafe.Add(ref bias, i)) - (double)Unsafe.Add(ref mean, i);
            Unsafe.Add(ref scale, i) = (float)factor;
            Unsafe.Add(ref packedBias, i) = (float)(before * factor + (Unsafe.IsNullRef(ref shift) ? 0 : Unsafe.Add(ref shift, i)));
        }
        for (int i = channels; i % Blocks.Count != 0; i++) Unsafe.Add(ref packedBias, i) = 0;
    }
}

/// <summary>Which weights are packed, and where they lie in their tensor.</summary>
/// <param name="Outputs">Output channels.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Rows">The kernel's rows.</param>
/// <param name="Columns">The kernel's columns.</param>
/// <param name="Group">Outputs that a tile computes.</param>
/// <param name="Block">Inputs that lie together: sixteen, or one if planar.</param>
/// <param name="OutputStride">Between outputs.</param>
/// <param name="InputStride">Between inputs.</param>
/// <param name="RowStride">Between rows.</param>
/// <param name="ColumnStride">Between columns.</param>
/// <param name="Vector">Outputs in a vector: the last group has whole ones.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Order(int Outputs, int Inputs, int Rows, int Columns, int Group, int Block, int OutputStride, int InputStride, int RowStride, int ColumnStride, int Vector = Blocks.Count)
{
    internal int PaddedOutputs => (Outputs + Vector - 1) / Vector * Vector;
}
