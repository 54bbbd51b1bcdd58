namespace Fovea.Kernels;

/// <summary>A network's memory for training, kept between calls: one backward pass runs at a time.</summary>
internal sealed unsafe class Workspace
{
    private readonly ArenaSet _arenas = new(), _own = new(), _partials = new();
    private double[] _losses = [];
    private float[] _statistics = [], _shared = [], _output = [], _outputGradient = [], _packedTotal = [], _deferred = [];

    public float** Arenas(int count, int length) => _arenas.Take(count, length);

    public float** Own(int count, int length) => _own.Take(count, length);

    public float** Partials(int count, int length) => _partials.Take(count, length);

    public double* Losses(int count) => Pinned(ref _losses, count);

    public float* Statistics(int length) => Pinned(ref _statistics, length);

    public float* Shared(int length) => Pinned(ref _shared, length);

    public float* PackedTotal(int length) => Pinned(ref _packedTotal, length);

    public float* Deferred(int length) => Pinned(ref _deferred, length);

    public Span<float> Output(int length) => new(Pinned(ref _output, length), length);

    public Span<float> OutputGradient(int length) => new(Pinned(ref _outputGradient, length), length);

    private static T* Pinned<T>(ref T[] array, int length)
        where T : unmanaged
    {
        if (array.Length < length || array.Length == 0) array = GC.AllocateArray<T>(Math.Max(length, 1), pinned: true);
        return (T*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array));
    }
}
