namespace Fovea;

/// <summary>
/// Schedules one after another, each counting from 0 when its turn comes. PyTorch's <c>SequentialLR</c>. Warm-up before another schedule:
/// <code>new SequentialLR([new LinearLR(5), new CosineAnnealingLR(95)], milestones: [5])</code>
/// </summary>
public sealed class SequentialLR : LRScheduler
{
    private readonly LRScheduler[] _parts;
    private readonly int[] _milestones;
    private int _current;

    /// <summary>Schedules one after another. All count the same: epochs, or steps.</summary>
    /// <param name="parts">The schedules, at least one.</param>
    /// <param name="milestones">After how many epochs (or steps) each but the first begins: one fewer, rising.</param>
    /// <exception cref="ArgumentException">The milestones do not fit the schedules, or some count epochs and some steps.</exception>
    public SequentialLR(IEnumerable<LRScheduler> parts, IEnumerable<int> milestones)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(milestones);
        (_parts, _milestones) = ([.. parts], [.. milestones]);
        if (_milestones.Length != _parts.Length - 1) throw new ArgumentException($"{_parts.Length} schedules need {_parts.Length - 1} milestones, one fewer; there are {_milestones.Length}.", nameof(milestones));
        if (_milestones.Zip([0, .. _milestones], (later, earlier) => later <= earlier).Any(wrong => wrong))
            throw new ArgumentException($"Milestones are above 0 and rise; these are {string.Join(", ", _milestones)}.", nameof(milestones));
        if (_parts.Select(part => part.Interval).Distinct().Count() > 1) throw new ArgumentException("Some of the schedules count epochs, and some steps. Give all of them the same Interval.", nameof(parts));
        Interval = _parts[0].Interval;
    }

    /// <inheritdoc/>
    public override double LearningRateAt(long index, double initial)
    {
        int part = PartAt(index, out long inner);
        return _parts[part].LearningRateAt(inner, initial);
    }

    /// <inheritdoc/>
    public override void Apply(Optimizer optimizer, long index)
    {
        _current = PartAt(index, out long inner);
        _parts[_current].Apply(optimizer, inner);
    }

    /// <inheritdoc/>
    public override void Observe(EpochReport report, Optimizer optimizer) => _parts[_current].Observe(report, optimizer);

    internal override void Exchange(StateExchange state)
    {
        state.Number("current", ref _current);
        _current = Math.Clamp(_current, 0, _parts.Length - 1);
        for (int i = 0; i < _parts.Length; i++) _parts[i].Exchange(state.Part($"{i}"));
    }

    private int PartAt(long index, out long inner)
    {
        int part = _milestones.Count(milestone => milestone <= index);
        inner = part == 0 ? index : index - _milestones[part - 1];
        return part;
    }
}
