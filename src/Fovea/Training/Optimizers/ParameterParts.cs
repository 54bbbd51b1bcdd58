using Fovea.Kernels;

namespace Fovea;

/// <summary>What is done to every parameter, or gradient, is done to a part of many of them on each thread: always the same part, which is in its caches.</summary>
internal static unsafe class ParameterParts
{
    // Fewer are done before another thread has begun; of so many, one that has gone to sleep is woken.
    private const int FewestOfPart = 1 << 14, Many = 1 << 20;

    /// <summary>Into how many parts so many are cut.</summary>
    public static int Count(int length) => Math.Clamp(length / FewestOfPart, 1, Compute.MaxDegreeOfParallelism);

    /// <summary>Runs <paramref name="body"/>(state, worker, part) for each of so many parts.</summary>
    public static void Run(delegate*<void*, int, int, void> body, void* state, int parts, int length) => WorkerPool.Run(body, state, parts, parts, wakes: length >= Many);

    /// <summary>A part of so many: whole lines of memory, but for the last.</summary>
    public static Span<float> Of(float* all, int length, int part, int parts)
    {
        int from = Start(part);
        return all is null ? default : new Span<float>(all + from, Start(part + 1) - from);

        int Start(int index) => index == parts ? length : (int)((long)index * length / parts) / Lanes.Count * Lanes.Count;
    }
}
