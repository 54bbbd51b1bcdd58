namespace Fovea;

/// <summary>Settings of the whole process.</summary>
public static class Compute
{
    private static int _maxDegreeOfParallelism = Environment.ProcessorCount;

    /// <summary>Threads that one call may use, the caller's included. Default: the number of processors. Results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public static int MaxDegreeOfParallelism
    {
        get => Volatile.Read(ref _maxDegreeOfParallelism);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref _maxDegreeOfParallelism, value);
        }
    }
}
