using System.ComponentModel;
using System.Numerics;

namespace Fovea.Kernels;

/// <summary>
/// The threads that work on one image. Each runs the whole pass, and of each step does the parts that are its own, in every pass the same ones, whose weights and maps are in its caches; then what others
/// have not begun. Nobody goes on before all parts are done, so one who comes late passes by what others did, and nobody waits for one who does not come at all. Parts write different outputs: who does
/// which changes nothing. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Team
{
    private readonly int _member, _members;
    private readonly uint _round;
    private SharedStep* _next;

    internal Team(SharedStep* steps, uint round, int member, int members)
    {
        _next = steps;
        _round = round;
        _member = member;
        _members = members;
    }

    /// <summary>The next step's items, cut into parts. A single thread gets them all at once.</summary>
    public Shares Share(int parts, int items)
    {
        SharedStep* step = _next;
        if (step is not null) _next += _members;
        return new Shares(step, _round, _member, _members, parts, items);
    }
}

/// <summary>The parts of a step that this thread does, some at a time; after the last one it waits for the others'. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe ref struct Shares
{
    private readonly SharedStep* _members;
    private readonly uint _round;
    private readonly int _member, _count, _parts, _items, _end;
    private int _next, _of, _before = -1;
    private uint _unfinished;
    private Patience _patience;

    internal Shares(SharedStep* members, uint round, int member, int count, int parts, int items)
    {
        _members = members;
        _parts = parts;
        _items = items;
        if (members is null) return;
        _round = round;
        _member = _of = member;
        _count = count;
        _next = First(member);
        _end = First(member + 1);
    }

    /// <summary>The items at hand.</summary>
    public Part Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly Shares GetEnumerator() => this;

    /// <summary>Takes some parts.</summary>
    public bool MoveNext()
    {
        if (_members is null)
        {
            Current = new Part(0, _items, -1);
            return _next++ == 0;
        }
        return TakeOwn() || TakeOther();
    }

    // Half of what is left, from the first on. Others take the last ones first: what is left is in one piece.
    private bool TakeOwn()
    {
        int left = BitOperations.PopCount(Bits(_next, _end) & ~_members[_member].Taken(_round));
        if (left == 0) return false;
        int parts = BitOperations.PopCount(_members[_member].Take(_round, Bits(_next, _next + (left + 1) / 2)));
        if (parts == 0) return false;
        Take(_next, parts, _member);
        _next += parts;
        return true;
    }

    // One that another has not begun, from its last on: it has a moment to begin. Before that, what this thread did is finished.
    private bool TakeOther()
    {
        if (_unfinished > 0) _members[_of].Finish(_round, _unfinished);
        _unfinished = 0;
        while (true)
        {
            bool done = true;
            for (int other = 0; other < _count; other++)
            {
                int from = First(other), to = First(other + 1);
                if (_members[other].Done(_round) == to - from) continue;
                done = false;
                if (!_patience.HasWaited) continue;
                uint left = Bits(from, to) & ~_members[other].Taken(_round);
                if (left == 0) continue;
                int part = BitOperations.Log2(left);
                if (_members[other].Take(_round, 1u << part) == 0) continue;
                Take(part, 1, other);
                return true;
            }
            if (done) return false;
            _patience.Wait();
        }
    }

    private void Take(int part, int parts, int of)
    {
        Current = new Part((int)((long)part * _items / _parts), (int)((long)(part + parts) * _items / _parts), _before);
        _before = Current.To - 1;
        _unfinished += (uint)parts;
        _of = of;
    }

    // The first part of a member's: even shares, larger ones first.
    private readonly int First(int member) => (member * _parts + _count - 1) / _count;

    // From one part to before another.
    private static uint Bits(int from, int to) => (uint)((1ul << to) - (1ul << from));
}

/// <summary>Items of a step, for one thread. For generated code.</summary>
/// <param name="From">The first.</param>
/// <param name="To">Behind the last.</param>
/// <param name="Before">The one that the thread did before in this step, or -1.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Part(int From, int To, int Before);
