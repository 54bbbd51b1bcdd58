namespace Fovea.Kernels;

/// <summary>A network's weights as the blocked layout's kernels read them, packed anew when the parameters' version has changed. Shared by all threads.</summary>
internal sealed unsafe class PackedWeights<TProgram>(bool training)
    where TProgram : struct, INetworkProgram
{
    private readonly Lock _lock = new();
    private Arena? _packed;
    private long _version = -1;

    private static int Length(bool training) => training ? TProgram.TrainingPackedLength : TProgram.PackedLength;

    /// <summary>The packed weights of this version.</summary>
    public float* Get(Arena parameters, Arena buffers, long version)
    {
        if (Length(training) == 0) return null;
        if (Volatile.Read(ref _version) == version) return _packed!.Pointer;
        lock (_lock)
        {
            if (_version != version)
            {
                _packed ??= new Arena(Length(training));
                if (training) TProgram.PackTraining(ref *parameters.Pointer, ref *buffers.Pointer, ref *_packed.Pointer);
                else TProgram.Pack(ref *parameters.Pointer, ref *buffers.Pointer, ref *_packed.Pointer);
                Volatile.Write(ref _version, version);
            }
            return _packed!.Pointer;
        }
    }
}
