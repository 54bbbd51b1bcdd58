using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>
/// Moves one image between layouts: planar [C][H][W]; blocked [C/16][H][W][16], sixteen channels to a vector; and lanes [C][H][W][16], of which only the first lane is used.
/// Lanes past the last channel hold nothing that anyone reads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Blocks
{
    /// <summary>Channels in a block.</summary>
    public const int Count = 16;

    /// <summary>Asks for a line of memory that will be read soon, where the processor takes such wishes. The place need not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref float place)
    {
        if (Sse.IsSupported) Sse.Prefetch1(Unsafe.AsPointer(ref place));
    }

    /// <summary>Four numbers in every quarter of a vector: with AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> BroadcastFour(ref float place) => Avx512F.BroadcastVector128ToVector512((float*)Unsafe.AsPointer(ref place));

    /// <summary>[C][pixels] → [C/16][pixels][16].</summary>
    public static void FromPlanar(ref float planar, ref float blocked, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel += Lanes.Four)
        {
            int rows = Math.Min(Lanes.Four, channels - channel), pixel = 0;
            ref float source = ref Unsafe.Add(ref planar, (nint)channel * pixels);
            ref float target = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            for (; pixel + Lanes.Four <= pixels; pixel += Lanes.Four) Lanes.TransposeFour(ref Unsafe.Add(ref source, pixel), pixels, rows, ref Unsafe.Add(ref target, pixel * Count), Count, Lanes.Four);
            for (; pixel < pixels; pixel++)
            {
                for (int row = 0; row < rows; row++) Unsafe.Add(ref target, pixel * Count + row) = Unsafe.Add(ref source, row * pixels + pixel);
            }
        }
    }

    /// <summary>[C/16][pixels][16] → [C][pixels].</summary>
    public static void ToPlanar(ref float blocked, ref float planar, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel += Lanes.Four)
        {
            int rows = Math.Min(Lanes.Four, channels - channel), pixel = 0;
            ref float source = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            ref float target = ref Unsafe.Add(ref planar, (nint)channel * pixels);
            for (; pixel + Lanes.Four <= pixels; pixel += Lanes.Four) Lanes.TransposeFour(ref Unsafe.Add(ref source, pixel * Count), Count, Lanes.Four, ref Unsafe.Add(ref target, pixel), pixels, rows);
            for (; pixel < pixels; pixel++)
            {
                for (int row = 0; row < rows; row++) Unsafe.Add(ref target, row * pixels + pixel) = Unsafe.Add(ref source, pixel * Count + row);
            }
        }
    }

    /// <summary>[C/16][pixels][16] += [C][pixels].</summary>
    public static void AddPlanar(ref float planar, ref float blocked, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            ref float target = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            for (int pixel = 0; pixel < pixels; pixel++) Unsafe.Add(ref target, pixel * Count) += Unsafe.Add(ref planar, (nint)channel * pixels + pixel);
        }
    }

    /// <summary>[C][pixels] += [C/16][pixels][16].</summary>
    public static void AddToPlanar(ref float blocked, ref float planar, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            ref float source = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            for (int pixel = 0; pixel < pixels; pixel++) Unsafe.Add(ref planar, (nint)channel * pixels + pixel) += Unsafe.Add(ref source, pixel * Count);
        }
    }

    /// <summary>[C/16][pixels][16] → [C][pixels][16], the image in every lane, so that unused ones hold nothing unusual.</summary>
    public static void ToLanes(ref float blocked, ref float lanes, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            ref float source = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            Span<float> target = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref lanes, (nint)channel * pixels * Lanes.Count), pixels * Lanes.Count);
            for (int pixel = 0; pixel < pixels; pixel++) target.Slice(pixel * Lanes.Count, Lanes.Count).Fill(Unsafe.Add(ref source, pixel * Count));
        }
    }

    /// <summary>The same for a gradient: only the first lane counts, so the others hold zeros.</summary>
    public static void GradientToLanes(ref float blocked, ref float lanes, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            ref float source = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            Span<float> target = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref lanes, (nint)channel * pixels * Lanes.Count), pixels * Lanes.Count);
            target.Clear();
            for (int pixel = 0; pixel < pixels; pixel++) target[pixel * Lanes.Count] = Unsafe.Add(ref source, pixel * Count);
        }
    }

    /// <summary>[C][pixels][16], first lane → [C/16][pixels][16].</summary>
    public static void FromLanes(ref float lanes, ref float blocked, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            ref float target = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            ref float source = ref Unsafe.Add(ref lanes, (nint)channel * pixels * Lanes.Count);
            for (int pixel = 0; pixel < pixels; pixel++) Unsafe.Add(ref target, pixel * Count) = Unsafe.Add(ref source, pixel * Lanes.Count);
        }
    }

    /// <summary>[C/16][pixels][16] → [C][pixels/16][16]: each plane's pixels in sixteen stretches, one a lane.</summary>
    public static void ToStretches(ref float blocked, ref float lanes, int channels, int pixels)
    {
        int length = pixels / Lanes.Count;
        for (int i = 0; i < length; i++)
        {
            for (int lane = 0; lane < Lanes.Count; lane += Lanes.Four)
            {
                ref float source = ref Unsafe.Add(ref blocked, (lane * length + i) * Count);
                ref float target = ref Unsafe.Add(ref lanes, i * Lanes.Count + lane);
                // All channels of the same pixels, whose lines are then in the cache.
                for (int channel = 0; channel < channels; channel += Lanes.Four)
                {
                    Lanes.TransposeFour(ref Unsafe.Add(ref source, OfChannel(channel, pixels)), length * Count, Lanes.Four, ref Unsafe.Add(ref target, (nint)channel * pixels), pixels, Math.Min(Lanes.Four, channels - channel));
                }
            }
        }
    }

    /// <summary>The way back.</summary>
    public static void FromStretches(ref float lanes, ref float blocked, int channels, int pixels)
    {
        int length = pixels / Lanes.Count;
        for (int i = 0; i < length; i++)
        {
            for (int lane = 0; lane < Lanes.Count; lane += Lanes.Four)
            {
                ref float source = ref Unsafe.Add(ref lanes, i * Lanes.Count + lane);
                ref float target = ref Unsafe.Add(ref blocked, (lane * length + i) * Count);
                for (int channel = 0; channel < channels; channel += Lanes.Four)
                {
                    Lanes.TransposeFour(ref Unsafe.Add(ref source, (nint)channel * pixels), pixels, Math.Min(Lanes.Four, channels - channel), ref Unsafe.Add(ref target, OfChannel(channel, pixels)), length * Count, Lanes.Four);
                }
            }
        }
    }

    /// <summary>[C/16][pixels][16] += [C][pixels][16], first lane.</summary>
    public static void AddLanes(ref float lanes, ref float blocked, int channels, int pixels)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            ref float target = ref Unsafe.Add(ref blocked, OfChannel(channel, pixels));
            ref float source = ref Unsafe.Add(ref lanes, (nint)channel * pixels * Lanes.Count);
            for (int pixel = 0; pixel < pixels; pixel++) Unsafe.Add(ref target, pixel * Count) += Unsafe.Add(ref source, pixel * Lanes.Count);
        }
    }

    /// <summary>Copies planes into larger ones and clears the border, from which convolutions read zeros. A pixel is sixteen floats, or one if planar.</summary>
    public static void Pad(ref float x, ref float padded, int planes, int height, int width, int top, int bottom, int left, int right, int pixel)
    {
        int row = width * pixel, paddedRow = (left + width + right) * pixel;
        for (int plane = 0; plane < planes; plane++)
        {
            Clear(ref padded, top * paddedRow + left * pixel);
            padded = ref Unsafe.Add(ref padded, top * paddedRow + left * pixel);
            for (int i = 0; i < height; i++)
            {
                MemoryMarshal.CreateReadOnlySpan(ref x, row).CopyTo(MemoryMarshal.CreateSpan(ref padded, row));
                x = ref Unsafe.Add(ref x, row);
                padded = ref Unsafe.Add(ref padded, row);
                int gap = i < height - 1 ? (right + left) * pixel : right * pixel;
                Clear(ref padded, gap);
                padded = ref Unsafe.Add(ref padded, gap);
            }
            Clear(ref padded, bottom * paddedRow);
            padded = ref Unsafe.Add(ref padded, bottom * paddedRow);
        }
    }

    /// <summary>The same for some rows of the larger planes, counted through all planes: for several threads.</summary>
    public static void PadRows(ref float x, ref float padded, int from, int to, int height, int width, int top, int bottom, int left, int right, int pixel)
    {
        int rowLength = width * pixel, paddedLength = (left + width + right) * pixel, rows = top + height + bottom;
        for (int i = from; i < to; i++)
        {
            int plane = i / rows, row = i % rows - top;
            ref float target = ref Unsafe.Add(ref padded, i * paddedLength);
            if (row < 0 || row >= height)
            {
                Clear(ref target, paddedLength);
                continue;
            }
            Clear(ref target, left * pixel);
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref x, (plane * height + row) * rowLength), rowLength).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref target, left * pixel), rowLength));
            Clear(ref Unsafe.Add(ref target, left * pixel + rowLength), right * pixel);
        }
    }

    /// <summary>Blocks to larger planes with a border of zeros: some of their rows, of all channels.</summary>
    public static void PadPlanes(ref float x, ref float padded, int from, int to, int channels, int height, int width, int top, int bottom, int left, int right)
    {
        int row = left + width + right, plane = (top + height + bottom) * row;
        for (int i = from; i < to; i++)
        {
            bool inside = i >= top && i < top + height;
            ref float target = ref Unsafe.Add(ref padded, i * row);
            for (int channel = 0; channel < channels; channel++)
            {
                ref float line = ref Unsafe.Add(ref target, (nint)channel * plane);
                Clear(ref line, inside ? left : row);
                if (inside) Clear(ref Unsafe.Add(ref line, left + width), right);
            }
            if (!inside) continue;
            ref float source = ref Unsafe.Add(ref x, (nint)(i - top) * width * Count);
            target = ref Unsafe.Add(ref target, left);
            for (int channel = 0; channel < channels; channel += Lanes.Four)
            {
                ref float pixels = ref Unsafe.Add(ref source, OfChannel(channel, height * width));
                ref float columns = ref Unsafe.Add(ref target, (nint)channel * plane);
                int together = Math.Min(Lanes.Four, channels - channel), column = 0;
                for (; column <= width - Lanes.Four; column += Lanes.Four) Lanes.TransposeFour(ref Unsafe.Add(ref pixels, column * Count), Count, Lanes.Four, ref Unsafe.Add(ref columns, column), plane, together);
                for (; column < width; column++)
                {
                    for (int c = 0; c < together; c++) Unsafe.Add(ref columns, c * plane + column) = Unsafe.Add(ref pixels, column * Count + c);
                }
            }
        }
    }

    private static void Clear(ref float first, int count) => MemoryMarshal.CreateSpan(ref first, count).Clear();

    // Where a channel's first pixel lies.
    private static nint OfChannel(int channel, int pixels) => (nint)(channel / Count * Count) * pixels + channel % Count;
}
