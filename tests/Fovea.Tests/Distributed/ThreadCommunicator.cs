namespace Fovea.Tests;

/// <summary>Threads of one process in the place of processes.</summary>
internal sealed class ThreadCommunicator : ICommunicator
{
    private readonly Barrier _barrier;
    private readonly float[][] _shared;

    private ThreadCommunicator(int rank, Barrier barrier, float[][] shared) => (Rank, _barrier, _shared) = (rank, barrier, shared);

    public int Rank { get; }

    public int Size => _shared.Length;

    /// <summary>Runs a program in as many threads, and returns what each came to.</summary>
    public static T[] Run<T>(int size, Func<ICommunicator, T> program)
    {
        using var barrier = new Barrier(size);
        float[][] shared = new float[size][];
        var results = new T[size];
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = program(new ThreadCommunicator(rank, barrier, shared));
            }
            catch (Exception exception)
            {
                failure ??= exception;
                barrier.RemoveParticipant();
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return failure is null ? results : throw new InvalidOperationException("A thread failed.", failure);
    }

    public void AllReduceSum(Span<float> values)
    {
        float[][] all = Exchange(values);
        values.Clear();
        foreach (float[] part in all)
        {
            for (int i = 0; i < values.Length; i++) values[i] += part[i];
        }
        _barrier.SignalAndWait();
    }

    public void Broadcast(Span<float> values, int root)
    {
        Exchange(values)[root].CopyTo(values);
        _barrier.SignalAndWait();
    }

    private float[][] Exchange(ReadOnlySpan<float> values)
    {
        _shared[Rank] = values.ToArray();
        _barrier.SignalAndWait();
        return _shared;
    }
}
