namespace Fovea;

/// <summary>The buffers that a training pass changes, running means and variances and their counters, kept from before a step.</summary>
internal sealed class RunningStatistics
{
    private readonly ParameterInfo[] _tensors;
    private readonly bool[] _frozen;
    private readonly float[] _kept;

    public RunningStatistics(IParameterized network)
    {
        _tensors = [.. network.ParameterInfos.ToArray().Where(info => !info.Trainable && IsStatistic(info.Name))];
        _frozen = new bool[_tensors.Length];
        _kept = new float[_tensors.Sum(info => info.Length)];
    }

    /// <summary>How many numbers there are.</summary>
    public int Length => _kept.Length;

    /// <summary>Holds those still whose names match, or lets them go on.</summary>
    public void Freeze(string[] patterns, bool frozen)
    {
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (NamePatterns.Matches(_tensors[i].Name, patterns)) _frozen[i] = frozen;
        }
    }

    /// <summary>Remembers them as they are.</summary>
    public void Keep(IParameterized network) => Read(network, _kept);

    /// <summary>Puts back what was remembered.</summary>
    public void Restore(IParameterized network) => Write(network, _kept, onlyFrozen: false);

    /// <summary>Puts back what was remembered of the frozen ones.</summary>
    public void RestoreFrozen(IParameterized network)
    {
        if (_frozen.AsSpan().Contains(true)) Write(network, _kept, onlyFrozen: true);
    }

    /// <summary>Reads them, one after another.</summary>
    public void Read(IParameterized network, Span<float> destination)
    {
        ReadOnlySpan<float> buffers = network.ReadBuffers();
        foreach (ParameterInfo info in _tensors)
        {
            buffers.Slice(info.Offset, info.Length).CopyTo(destination);
            destination = destination[info.Length..];
        }
    }

    /// <summary>Writes them, one after another.</summary>
    public void Write(IParameterized network, ReadOnlySpan<float> source, bool onlyFrozen = false)
    {
        if (_tensors.Length == 0) return;
        Span<float> buffers = network.Buffers;
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (_frozen[i] || !onlyFrozen) source[.._tensors[i].Length].CopyTo(buffers[_tensors[i].Offset..]);
            source = source[_tensors[i].Length..];
        }
    }

    private static bool IsStatistic(string name) => name[(name.LastIndexOf('.') + 1)..] is "running_mean" or "running_var" or "num_batches_tracked";
}
