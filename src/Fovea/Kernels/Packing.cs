using System.ComponentModel;
using System.Runtime.CompilerServices;

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
                        for (int row = 0; row < order.Rows; row++)
                        {
                            for (int column = 0; column < order.Columns; column++)
                            {
                                Unsafe.Add(ref target, ((row * order.Columns + column) * block + input) * group) =
                                    real ? Unsafe.Add(ref source, row * order.RowStride + column * order.ColumnStride) * factor : 0;
                            }
                        }
                    }
                }
                packed = ref Unsafe.Add(ref packed, order.Rows * order.Columns * block * group);
            }
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
                for (int output = o; output < Math.Min(o + group, order.Outputs); output++)
                {
                    ref float source = ref Unsafe.Add(ref packed, output - o);
                    for (int input = 0; input < block; input++)
                    {
                        ref float target = ref Unsafe.Add(ref weights, (nint)output * order.OutputStride + (nint)(i + input) * order.InputStride);
                        for (int row = 0; row < order.Rows; row++)
                        {
                            for (int column = 0; column < order.Columns; column++)
                            {
                                Unsafe.Add(ref target, row * order.RowStride + column * order.ColumnStride) += Unsafe.Add(ref source, ((row * order.Columns + column) * block + input) * group);
                            }
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
