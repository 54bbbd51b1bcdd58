namespace Fovea.Kernels;

/// <summary>A network's weights as the blocked layout's kernels read them, packed anew when the parameters' version has changed. Shared by all threads.</summary>
internal sealed unsafe class PackedWeights<TProgram>(bool training)
    where TProgram : struct, INetworkProgram
{
    // Fewer numbers are packed before another thread has woken.
    private const int FewWeights = 1 << 16;

    private readonly Lock _lock = new();
    private Arena? _packed;
    private long _version = -1;

    private static int Length(bool training) => training ? TProgram.TrainingPackedLength : TProgram.PackedLength;

    /// <summary>The packed weights of this version.</summary>
    public float* Get(Arena parameters, Arena buffers, long version, int threads)
    {
        if (Length(training) == 0) return null;
        if (Volatile.Read(ref _version) == version) return _packed!.Pointer;
        lock (_lock)
        {
            if (_version != version)
            {
                _packed ??= new Arena(Length(training));
                var job = new Job { Parameters = parameters.Pointer, Buffers = buffers.Pointer, Packed = _packed.Pointer, Training = training };
                WorkerPool.Run(&Job.Pack, &job, training ? TProgram.TrainingPackedLayers : TProgram.PackedLayers, _packed.Length < FewWeights ? 1 : threads);
                Volatile.Write(ref _version, version);
            }
            return _packed!.Pointer;
        }
    }

    private struct Job
    {
        public float* Parameters, Buffers, Packed;
        public bool Training;

        public static void Pack(void* state, int worker, int layer)
        {
            var job = (Job*)state;
            if (job->Training) TProgram.PackTraining(ref *job->Parameters, ref *job->Buffers, ref *job->Packed, layer);
            else TProgram.Pack(ref *job->Parameters, ref *job->Buffers, ref *job->Packed, layer);
        }
    }
}
