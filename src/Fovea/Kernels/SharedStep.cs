using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>How far a team is with one step: a cache line of its own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct SharedStep
{
    /// <summary>Parts taken, and what was asked for when there were no more.</summary>
    public int Taken;

    /// <summary>Parts finished.</summary>
    public int Done;

    /// <summary>Until that many are finished. A thread that lost its processor must be able to get it back: spinning ends in yielding.</summary>
    public void Wait(int parts)
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref Done) < parts) spin.SpinOnce(sleep1Threshold: -1);
    }
}
