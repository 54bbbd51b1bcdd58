using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>
/// How far a member of a team is with its parts of a step. It has a cache line of its own, since to fetch one that another thread has written takes as long as some parts do. Both numbers carry
/// the round they belong to in their upper half: those of earlier rounds count as nothing, so that nobody has to clear them.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct SharedStep
{
    private ulong _taken, _done;

    /// <summary>A bit for each of its parts that is taken.</summary>
    public readonly uint Taken(uint round) => Of(round, Volatile.Read(in _taken));

    /// <summary>How many of its parts are finished.</summary>
    public readonly uint Done(uint round) => Of(round, Volatile.Read(in _done));

    /// <summary>Takes those of the wanted parts that nobody has yet, and says which.</summary>
    public uint Take(uint round, uint wanted)
    {
        while (true)
        {
            ulong seen = Volatile.Read(ref _taken);
            uint taken = Of(round, seen);
            if (Interlocked.CompareExchange(ref _taken, With(round, taken | wanted), seen) == seen) return wanted & ~taken;
        }
    }

    /// <summary>Some more are finished.</summary>
    public void Finish(uint round, uint parts)
    {
        while (true)
        {
            ulong seen = Volatile.Read(ref _done);
            if (Interlocked.CompareExchange(ref _done, With(round, Of(round, seen) + parts), seen) == seen) return;
        }
    }

    private static uint Of(uint round, ulong number) => (uint)(number >> 32) == round ? (uint)number : 0;

    private static ulong With(uint round, uint number) => (ulong)round << 32 | number;
}
