namespace Fovea;

/// <summary>Several processes that train one network, each on its part of every batch. All of them call the same methods in the same order; a call returns when the others have made it too.</summary>
public interface ICommunicator
{
    /// <summary>Which of the processes this is, from 0.</summary>
    int Rank { get; }

    /// <summary>How many there are.</summary>
    int Size { get; }

    /// <summary>Replaces the numbers by their sums over all processes: the same bits on each.</summary>
    /// <param name="values">As many on each process.</param>
    void AllReduceSum(Span<float> values);

    /// <summary>Replaces the numbers by those of one process.</summary>
    /// <param name="values">As many on each process.</param>
    /// <param name="root">The process.</param>
    void Broadcast(Span<float> values, int root);
}
