namespace Fovea.Kernels;

/// <summary>A network's weights as the blocked layout's kernels read them, packed anew when the parameters' version has changed. Shared by all threads.</summary>
internal sealed unsafe class PackedWeights<TProgram>(bool training)
    where TProgram : struct, INetworkProgram
{
    private readonly Lock _lock = new();
    private Arena? _packed;
    private long _version = -1;

    private static int Length(bool training) => training ? TProgram.TrainingPackedLength : TProgram.PackedLength;

    /// <summary>The packed weights of this version. In training, so many threads pack them.</summary>
    public float* Get(Arena parameters, Arena buffers, long version, int threads = 1)
    {
        if (Length(training) == 0) return null;
        if (Volatile.Read(ref _version) == version) return _packed!.Pointer;
        lock (_lock)
        {
            if (_version != version)
            {
                _packed ??= new Arena(Length(training));
                if (training)
                {
                    var job = new Job { Parameters = parameters.Pointer, Buffers = buffers.Pointer, Packed = _packed.Pointer };
                    WorkerPool.Run(&Job.Pack, &job, TProgram.PackParts, threads);
                }
                else TProgram.Pack(ref *parameters.Pointer, ref *buffers.Pointer, ref *_packed.Pointer);
                Volatile.Write(ref _version, version);
            }
            return _packed!.Pointer;
        }
    }

    private struct Job
    {
        public float* Parameters, Buffers, Packed;

        public static void Pack(void* state, int worker, int part)
        {
            var job = (Job*)state;
            TProgram.PackTraining(part, ref *job->Parameters, ref *job->Buffers, ref *job->Packed);
        }
    }
}
