using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>The items of one thread that nobody has taken, on a cache line of its own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ItemRange
{
    // The first in the upper half, and behind the last.
    private long _left;

    public void Set(int first, int end) => Volatile.Write(ref _left, (long)first << 32 | (uint)end);

    /// <summary>The first or the last of them; negative if there is none.</summary>
    public int Take(bool last)
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            int first = (int)(left >> 32), end = (int)left;
            if (first >= end) return -1;
            long rest = last ? left - 1 : left + (1L << 32);
            if (Interlocked.CompareExchange(ref _left, rest, left) == left) return last ? end - 1 : first;
        }
    }
}
