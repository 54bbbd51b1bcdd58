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
    /// <summary>Packs; each output's weights are scaled by its <paramref name="scale"/>.</summary>
    public static void Pack(ref float weights, ref float packed, ref float scale, in Order order)
    {
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o);
            for (int i = 0; i < order.Inputs; i += order.Block)
            {
                int block = Math.Min(order.Block, order.Inputs - i);
                for (int output = o; output < o + group; output++)
                {
                    ref float target = ref Unsafe.Add(ref packed, output - o);
                    bool real = output < order.Outputs;
                    float factor = real && !Unsafe.IsNullRef(ref scale) ? Unsafe.Add(ref scale, output) : 1;
                    for (int input = 0; input < block; input++)
                    {
                        ref float source = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)(i + input) * order.InputStride);
                        ref float place = ref Unsafe.Add(ref target, input * group);
                        for (int row = 0; row < order.Rows; row++)
                        {
                            for (int column = 0; column < order.Columns; column++)
                            {
                                place = real ? Unsafe.Add(ref source, column * order.ColumnStride) * factor : 0;
                                place = ref Unsafe.Add(ref place, block * group);
                            }
                            source = ref Unsafe.Add(ref source, order.RowStride);
                        }
                    }
                }
                packed = ref Unsafe.Add(ref packed, order.Rows * order.Columns * block * group);
            }
        }
    }

    /// <summary>
    /// Packs 3×3 kernels as Winograd's F(2×2, 3×3) reads them, [outputs/group][16 places][inputs][group]: G g Gᵀ with the rows g0, (g0 + g1 + g2)/2, (g0 − g1 + g2)/2, g2.
    /// </summary>
    public static void PackWinograd(ref float weights, ref float packed, ref float scale, in Order order) => PackWinograd<Two>(ref weights, ref packed, ref scale, in order);

    /// <summary>
    /// The same for F(4×4, 3×3), which has 36 places, with the rows g0/4, −(g0 + g1 + g2)/6, −(g0 − g1 + g2)/6, g0/24 + g1/12 + g2/6, g0/24 − g1/12 + g2/6, g2.
    /// </summary>
    public static void PackWinograd4(ref float weights, ref float packed, ref float scale, in Order order) => PackWinograd<Four>(ref weights, ref packed, ref scale, in order);

    private static void PackWinograd<TTransform>(ref float weights, ref float packed, ref float scale, in Order order)
        where TTransform : struct, IWinograd
    {
        // Some outputs at a time, tap by tap.
        Span<float> taps = stackalloc float[9 * Blocks.Count];
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o);
            for (int input = 0; input < order.Inputs; input++)
            {
                for (int lanes = 0; lanes < group; lanes += Vector<float>.Count)
                {
                    if (o + lanes + Vector<float>.Count > order.Outputs) taps.Clear();
                    for (int lane = 0; lane < Vector<float>.Count && o + lanes + lane < order.Outputs; lane++)
                    {
                        int output = o + lanes + lane;
                        float factor = Unsafe.IsNullRef(ref scale) ? 1 : Unsafe.Add(ref scale, output);
                        ref float source = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)input * order.InputStride);
                        ref float target = ref Unsafe.Add(ref MemoryMarshal.GetReference(taps), lane);
                        for (int row = 0; row < 3; row++)
                        {
                            for (int column = 0; column < 3; column++)
                            {
                                Unsafe.Add(ref target, (3 * row + column) * Blocks.Count) = Unsafe.Add(ref source, row * order.RowStride + column * order.ColumnStride) * factor;
                            }
                        }
                    }
                    TTransform.Apply(ref MemoryMarshal.GetReference(taps), ref Unsafe.Add(ref packed, input * group + lanes), (nint)order.Inputs * group);
                }
            }
            packed = ref Unsafe.Add(ref packed, TTransform.Places * order.Inputs * group);
        }
    }

    // G g Gᵀ of a vector of kernels, whose taps lie a block apart, into places so far apart.
    private interface IWinograd
    {
        static abstract int Places { get; }

        static abstract void Apply(ref float taps, ref float target, nint place);
    }

    private readonly struct Two : IWinograd
    {
        public static int Places => 16;

        public static void Apply(ref float taps, ref float target, nint place)
        {
            var half = new Vector<float>(0.5f);
            Row(ref target, Tap(ref taps, 0), Tap(ref taps, 1), Tap(ref taps, 2));
            Row(ref Unsafe.Add(ref target, 4 * place), Half(ref taps, 0, false), Half(ref taps, 1, false), Half(ref taps, 2, false));
            Row(ref Unsafe.Add(ref target, 8 * place), Half(ref taps, 0, true), Half(ref taps, 1, true), Half(ref taps, 2, true));
            Row(ref Unsafe.Add(ref target, 12 * place), Tap(ref taps, 6), Tap(ref taps, 7), Tap(ref taps, 8));

            void Row(ref float target, Vector<float> g0, Vector<float> g1, Vector<float> g2)
            {
                Vector<float> ends = (g0 + g2) * half, middle = g1 * half;
                g0.StoreUnsafe(ref target);
                (ends + middle).StoreUnsafe(ref target, (nuint)place);
                (ends - middle).StoreUnsafe(ref target, (nuint)(2 * place));
                g2.StoreUnsafe(ref target, (nuint)(3 * place));
            }

            Vector<float> Half(ref float taps, int column, bool minus)
            {
                Vector<float> ends = (Tap(ref taps, column) + Tap(ref taps, 6 + column)) * half, middle = Tap(ref taps, 3 + column) * half;
                return minus ? ends - middle : ends + middle;
            }
        }
    }

    private readonly struct Four : IWinograd
    {
        public static int Places => 36;

        public static void Apply(ref float taps, ref float target, nint place)
        {
            // G g, then each of its rows times Gᵀ.
            Span<float> rows = stackalloc float[6 * 3 * Blocks.Count];
            ref float row = ref MemoryMarshal.GetReference(rows);
            for (int column = 0; column < 3; column++) Spread(ref Unsafe.Add(ref row, column * Blocks.Count), 3 * Blocks.Count, Tap(ref taps, column), Tap(ref taps, 3 + column), Tap(ref taps, 6 + column));
            for (int i = 0; i < 6; i++)
            {
                Spread(ref target, place, Tap(ref row, 0), Tap(ref row, 1), Tap(ref row, 2));
                row = ref Unsafe.Add(ref row, 3 * Blocks.Count);
                target = ref Unsafe.Add(ref target, 6 * place);
            }

            static void Spread(ref float target, nint place, Vector<float> g0, Vector<float> g1, Vector<float> g2)
            {
                Vector<float> ends = (g0 + g2) * (-1 / 6f), middle = g1 * (1 / 6f), far = g0 * (1 / 24f) + g2 * (1 / 6f), half = g1 * (1 / 12f);
                (g0 * 0.25f).StoreUnsafe(ref target);
                (ends - middle).StoreUnsafe(ref target, (nuint)place);
                (ends + middle).StoreUnsafe(ref target, (nuint)(2 * place));
                (far + half).StoreUnsafe(ref target, (nuint)(3 * place));
                (far - half).StoreUnsafe(ref target, (nuint)(4 * place));
                g2.StoreUnsafe(ref target, (nuint)(5 * place));
            }
        }
    }

    private static Vector<float> Tap(ref float taps, int tap) => Vector.LoadUnsafe(ref Unsafe.Add(ref taps, tap * Blocks.Count));

    /// <summary>Adds packed numbers, a gradient, to the tensor's order.</summary>
    public static void Unpack(ref float packed, ref float weights, in Order order)
    {
        for (int o = 0; o < order.Outputs; o += order.Group)
        {
            int group = Math.Min(order.Group, order.PaddedOutputs - o);
            for (int i = 0; i < order.Inputs; i += order.Block)
            {
                int block = Math.Min(order.Block, order.Inputs - i);
                for (int output = o; output < Math.Min(o + group, order.Outputs); output++)
                {
                    ref float source = ref Unsafe.Add(ref packed, output - o);
                    for (int input = 0; input < block; input++)
                    {
                        ref float target = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)(i + input) * order.InputStride);
                        ref float place = ref Unsafe.Add(ref source, input * group);
                        for (int row = 0; row < order.Rows; row++)
                        {
                            for (int column = 0; column < order.Columns; column++)
                            {
                                Unsafe.Add(ref target, column * order.ColumnStride) += place;
                                place = ref Unsafe.Add(ref place, block * group);
                            }
                            target = ref Unsafe.Add(ref target, order.RowStride);
                        }
                    }
                }
                packed = ref Unsafe.Add(ref packed, order.Rows * order.Columns * block * group);
            }
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
        for (int i = 0; i < length; i++) Unsafe.Add(ref vector, i) += Unsafe.Add(ref packed, i);
    }

    /// <summary>Adds some numbers of each row to a vector, row after row.</summary>
    public static void AddRows(ref float rows, ref float vector, int count, int stride, int from, int to)
    {
        for (int row = 0; row < count; row++)
        {
            for (int i = from; i < to; i++) Unsafe.Add(ref vector, i) += Unsafe.Add(ref rows, row * stride + i);
        }
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
