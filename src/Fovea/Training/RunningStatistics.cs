namespace Fovea;

/// <summary>The buffers that a training pass changes, running means and variances and their counters, kept from before a step.</summary>
internal sealed class RunningStatistics
{
    private readonly ParameterInfo[] _tensors;
    private readonly float[] _kept;

    public RunningStatistics(IParameterized network)
    {
        _tensors = [.. network.ParameterInfos.ToArray().Where(info => !info.Trainable && IsStatistic(info.Name))];
        _kept = new float[_tensors.Sum(info => info.Length)];
    }

    /// <summary>How many numbers there are.</summary>
    public int Length => _kept.Length;

    /// <summary>The names of those that match.</summary>
    public IEnumerable<string> Matching(string[] patterns) => _tensors.Select(info => info.Name).Where(name => NamePatterns.Matches(name, patterns));

    /// <summary>Remembers them as they are.</summary>
    public void Keep(IParameterized network) => Read(network, _kept);

    /// <summary>Puts back what was remembered.</summary>
    public void Restore(IParameterized network) => Write(network, _kept);

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
    public void Write(IParameterized network, ReadOnlySpan<float> source)
    {
        if (_tensors.Length == 0) return;
        Span<float> buffers = network.Buffers;
        foreach (ParameterInfo info in _tensors)
        {
            source[..info.Length].CopyTo(buffers[info.Offset..]);
            source = source[info.Length..];
        }
    }

    private static bool IsStatistic(string name) => name[(name.LastIndexOf('.') + 1)..] is "running_mean" or "running_var" or "num_batches_tracked";
}
