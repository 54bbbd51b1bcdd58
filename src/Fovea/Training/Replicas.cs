using System.Runtime.InteropServices;

namespace Fovea;

/// <summary>What processes that train one network have to do beside adding up gradients.</summary>
internal static class Replicas
{
    /// <summary>The part of a batch that this process works on: a stretch, as long as the others' or one longer.</summary>
    public static (int Start, int Count) Share(ICommunicator? communicator, int count)
    {
        if (communicator is null) return (0, count);
        int start = (int)((long)count * communicator.Rank / communicator.Size);
        return (start, (int)((long)count * (communicator.Rank + 1) / communicator.Size) - start);
    }

    /// <summary>Gives all processes the network of the first, and its dropout.</summary>
    public static void Synchronize(ICommunicator communicator, IParameterized network)
    {
        communicator.Broadcast(network.Parameters, 0);
        communicator.Broadcast(network.Buffers, 0);
        network.DropoutSeed = Broadcast(communicator, network.DropoutSeed);
        network.TrainingStep = Broadcast(communicator, network.TrainingStep);
    }

    /// <summary>Compares this process's parameters with the first's, bit for bit.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Verify(ICommunicator communicator, IParameterized network)
    {
        float[] first = network.ReadParameters().ToArray();
        communicator.Broadcast(first, 0);
        if (!MemoryMarshal.AsBytes(first.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(network.ReadParameters())))
            throw new InvalidOperationException($"The parameters of process {communicator.Rank} are no longer those of process 0. All processes need the same data, settings and kind of processor.");
    }

    // Sixteen bits to a float, which holds them exactly.
    private static long Broadcast(ICommunicator communicator, long value)
    {
        Span<float> parts = stackalloc float[4];
        for (int i = 0; i < parts.Length; i++) parts[i] = (ushort)(value >> (16 * i));
        communicator.Broadcast(parts, 0);
        value = 0;
        for (int i = 0; i < parts.Length; i++) value |= (long)(ushort)parts[i] << (16 * i);
        return value;
    }
}
