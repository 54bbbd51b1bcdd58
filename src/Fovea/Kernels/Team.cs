using System.ComponentModel;

namespace Fovea.Kernels;

/// <summary>
/// The threads that work on one image. Each runs the whole pass; a step's parts go to whoever comes first, and nobody goes on before all parts are done, so one who comes late
/// passes by what others did, and nobody waits for one who does not come at all. Parts write different outputs: who does which changes nothing. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Team
{
    private SharedStep* _next;

    internal Team(SharedStep* steps) => _next = steps;

    /// <summary>The next step's items, cut into parts. A single thread gets them all at once.</summary>
    public Shares Share(int parts, int items) => new(_next is null ? null : _next++, parts, items);
}

/// <summary>The parts of a step that this thread does; after the last one it waits for the others'. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe ref struct Shares
{
    private readonly SharedStep* _step;
    private readonly int _parts, _items;
    private bool _working;

    internal Shares(SharedStep* step, int parts, int items)
    {
        _step = step;
        _parts = parts;
        _items = items;
    }

    /// <summary>The part at hand.</summary>
    public Part Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly Shares GetEnumerator() => this;

    /// <summary>Takes a part.</summary>
    public bool MoveNext()
    {
        if (_step is null)
        {
            Current = new Part(0, _items);
            return _working = !_working;
        }
        if (_working) Interlocked.Increment(ref _step->Done);
        int part = Interlocked.Increment(ref _step->Taken) - 1;
        _working = part < _parts;
        if (!_working) _step->Wait(_parts);
        else Current = new Part((int)((long)part * _items / _parts), (int)((long)(part + 1) * _items / _parts));
        return _working;
    }
}

/// <summary>Items of a step, for one thread. For generated code.</summary>
/// <param name="From">The first.</param>
/// <param name="To">Behind the last.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Part(int From, int To);
