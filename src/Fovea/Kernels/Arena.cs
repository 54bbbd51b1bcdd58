namespace Fovea.Kernels;

/// <summary>Memory that does not move, aligned to a cache line and cleared once.</summary>
internal sealed unsafe class Arena
{
    private const int Alignment = 64;
    private readonly float[] _memory;

    public Arena(int length)
    {
        _memory = GC.AllocateArray<float>(checked(length + Alignment / sizeof(float)), pinned: true);
        nuint address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
        Length = length;
    }

    public float* Pointer { get; }

    public int Length { get; }

    public Span<float> Span => new(Pointer, Length);
}

/// <summary>As many arenas as a call has workers or chunks. Grows, never shrinks.</summary>
internal sealed unsafe class ArenaSet
{
    private readonly List<Arena> _arenas = [];
    private nint[] _pointers = [];

    private int _length;
    private Arena? _steps;
    private uint _round;

    /// <summary>Where a team's members say how far they are with their steps, and the number of the round that begins.</summary>
    public SharedStep* Begin(int steps, out uint round)
    {
        int length = steps * sizeof(SharedStep) / sizeof(float);
        if (_steps is null || _steps.Length < length) _steps = new Arena(length);
        round = ++_round;
        return (SharedStep*)_steps.Pointer;
    }

    /// <summary>The first <paramref name="count"/> arenas, each of at least <paramref name="length"/> floats, as pointers in memory that does not move.</summary>
    public float** Take(int count, int length)
    {
        if (length > _length)
        {
            // A larger run-time size than before.
            _arenas.Clear();
            _pointers = [];
            _length = length;
        }
        if (_pointers.Length < count)
        {
            while (_arenas.Count < count) _arenas.Add(new Arena(_length));
            _pointers = GC.AllocateArray<nint>(count, pinned: true);
            for (int i = 0; i < count; i++) _pointers[i] = (nint)_arenas[i].Pointer;
        }
        return (float**)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_pointers));
    }
}

/// <summary>Sets of arenas, lent to calls that run at the same time and taken back, without locks.</summary>
internal sealed class ArenaPool
{
    private readonly ArenaSet?[] _free = new ArenaSet?[Environment.ProcessorCount * 2];

    public ArenaSet Rent()
    {
        for (int i = 0; i < _free.Length; i++)
        {
            if (Volatile.Read(ref _free[i]) is not null && Interlocked.Exchange(ref _free[i], null) is { } arenas) return arenas;
        }
        return new ArenaSet();
    }

    public void Return(ArenaSet arenas)
    {
        for (int i = 0; i < _free.Length; i++)
        {
            if (Volatile.Read(ref _free[i]) is null && Interlocked.CompareExchange(ref _free[i], arenas, null) is null) return;
        }
    }
}
