using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Between images one after another and images side by side, sixteen to a vector.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Lanes
{
    /// <summary>Images in a chunk.</summary>
    public const int Count = 16;

    /// <summary>[count][length] → [length][16]. Lanes past the count repeat the last image, so that they hold nothing unusual.</summary>
    public static void FromImages(ref float images, ref float lanes, int length, int count)
    {
        int i = 0;
        if (Sse.IsSupported && count == Count)
        {
            for (; i + Count <= length; i += Count) Transpose(ref Unsafe.Add(ref images, i), length, ref Unsafe.Add(ref lanes, i * Count), Count);
        }
        for (int lane = 0; lane < Count; lane++)
        {
            ref float image = ref Unsafe.Add(ref images, (nint)Math.Min(lane, count - 1) * length);
            for (int j = i; j < length; j++) Unsafe.Add(ref lanes, j * Count + lane) = Unsafe.Add(ref image, j);
        }
    }

    /// <summary>[length][16] → [count][length].</summary>
    public static void ToImages(ref float lanes, ref float images, int length, int count)
    {
        int i = 0;
        if (Sse.IsSupported && count == Count)
        {
            for (; i + Count <= length; i += Count) Transpose(ref Unsafe.Add(ref lanes, i * Count), Count, ref Unsafe.Add(ref images, i), length);
        }
        for (int lane = 0; lane < count; lane++)
        {
            ref float image = ref Unsafe.Add(ref images, (nint)lane * length);
            for (int j = i; j < length; j++) Unsafe.Add(ref image, j) = Unsafe.Add(ref lanes, j * Count + lane);
        }
    }

    /// <summary>[features][16] → [16][stride], for a linear layer's weight gradient, which reads along the features.</summary>
    public static void ToRows(ref float lanes, ref float rows, int features, int stride)
    {
        int i = 0;
        if (Sse.IsSupported)
        {
            for (; i + Count <= features; i += Count) Transpose(ref Unsafe.Add(ref lanes, i * Count), Count, ref Unsafe.Add(ref rows, i), stride);
        }
        for (; i < features; i++)
        {
            for (int lane = 0; lane < Count; lane++) Unsafe.Add(ref rows, lane * stride + i) = Unsafe.Add(ref lanes, i * Count + lane);
        }
    }

    internal const int Four = 4;

    /// <summary>4×4 numbers: reads some rows, the others are zero, and writes some columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TransposeFour(ref float source, nint sourceStride, int rows, ref float target, nint targetStride, int columns)
    {
        if (!Sse.IsSupported)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int row = 0; row < Four; row++) Unsafe.Add(ref target, column * targetStride + row) = row < rows ? Unsafe.Add(ref source, row * sourceStride + column) : 0;
            }
            return;
        }
        var r0 = Vector128.LoadUnsafe(ref source);
        Vector128<float> r1 = rows > 1 ? Vector128.LoadUnsafe(ref Unsafe.Add(ref source, sourceStride)) : default;
        Vector128<float> r2 = rows > 2 ? Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceStride)) : default;
        Vector128<float> r3 = rows > 3 ? Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceStride)) : default;
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1), low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).StoreUnsafe(ref target);
        if (columns > 1) Sse.MoveHighToLow(low23, low01).StoreUnsafe(ref Unsafe.Add(ref target, targetStride));
        if (columns > 2) Sse.MoveLowToHigh(high01, high23).StoreUnsafe(ref Unsafe.Add(ref target, 2 * targetStride));
        if (columns > 3) Sse.MoveHighToLow(high23, high01).StoreUnsafe(ref Unsafe.Add(ref target, 3 * targetStride));
    }

    // 16×16 numbers: with AVX-512 in registers, by pairs, quadruples, then 128-bit quarters.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Transpose(ref float source, int sourceStride, ref float target, int targetStride)
    {
        if (!Avx512F.IsSupported)
        {
            for (nint row = 0; row < Count; row += Four)
            {
                for (nint column = 0; column < Count; column += Four)
                {
                    TransposeFour(ref Unsafe.Add(ref source, row * sourceStride + column), sourceStride, Four, ref Unsafe.Add(ref target, column * targetStride + row), targetStride, Four);
                }
            }
            return;
        }
        Quarter(ref source, sourceStride, 0, out var a0, out var a1, out var a2, out var a3);
        Quarter(ref source, sourceStride, 4, out var b0, out var b1, out var b2, out var b3);
        Quarter(ref source, sourceStride, 8, out var c0, out var c1, out var c2, out var c3);
        Quarter(ref source, sourceStride, 12, out var d0, out var d1, out var d2, out var d3);
        Columns(a0, b0, c0, d0, ref target, targetStride, 0);
        Columns(a1, b1, c1, d1, ref target, targetStride, 1);
        Columns(a2, b2, c2, d2, ref target, targetStride, 2);
        Columns(a3, b3, c3, d3, ref target, targetStride, 3);
    }

    // Rows first … first+3: afterwards quarter q of k holds column 4q + k of the four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref float source, int stride, int first, out Vector512<float> k0, out Vector512<float> k1, out Vector512<float> k2, out Vector512<float> k3)
    {
        var r0 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, (nint)first * stride));
        var r1 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, (nint)(first + 1) * stride));
        var r2 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, (nint)(first + 2) * stride));
        var r3 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, (nint)(first + 3) * stride));
        var low01 = Avx512F.UnpackLow(r0, r1).AsDouble();
        var high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        var low23 = Avx512F.UnpackLow(r2, r3).AsDouble();
        var high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        k0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        k1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        k2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        k3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, ref float target, int stride, int k)
    {
        var ab02 = Avx512F.Shuffle4x128(a, b, 0x88);
        var ab13 = Avx512F.Shuffle4x128(a, b, 0xDD);
        var cd02 = Avx512F.Shuffle4x128(c, d, 0x88);
        var cd13 = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(ab02, cd02, 0x88).StoreUnsafe(ref Unsafe.Add(ref target, (nint)k * stride));
        Avx512F.Shuffle4x128(ab13, cd13, 0x88).StoreUnsafe(ref Unsafe.Add(ref target, (nint)(4 + k) * stride));
        Avx512F.Shuffle4x128(ab02, cd02, 0xDD).StoreUnsafe(ref Unsafe.Add(ref target, (nint)(8 + k) * stride));
        Avx512F.Shuffle4x128(ab13, cd13, 0xDD).StoreUnsafe(ref Unsafe.Add(ref target, (nint)(12 + k) * stride));
    }
}
