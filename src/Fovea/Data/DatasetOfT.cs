namespace Fovea;

/// <summary>Examples in arrays. The arrays are used as they are, not copied.</summary>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public sealed class Dataset<TTarget> : IDataset<TTarget>
    where TTarget : unmanaged
{
    private readonly float[] _inputs;
    private readonly TTarget[] _targets;

    /// <summary>Examples in arrays.</summary>
    /// <param name="inputs">The inputs, one after another.</param>
    /// <param name="targets">Their targets, one after another.</param>
    /// <param name="inputLength">Numbers in one input.</param>
    /// <param name="targetLength">Targets of one example.</param>
    /// <exception cref="ArgumentException">The arrays do not hold whole examples, or not as many of each.</exception>
    public Dataset(float[] inputs, TTarget[] targets, int inputLength, int targetLength = 1)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        if (inputs.Length % inputLength != 0)
            throw new ArgumentException($"{inputs.Length} numbers are no whole inputs of {inputLength}.", nameof(inputs));
        Count = inputs.Length / inputLength;
        if (targets.Length != (long)Count * targetLength)
            throw new ArgumentException($"{Count} inputs need {(long)Count * targetLength} targets ({targetLength} each), but there are {targets.Length}.", nameof(targets));
        (_inputs, _targets, InputLength, TargetLength) = (inputs, targets, inputLength, targetLength);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int InputLength { get; }

    /// <inheritdoc/>
    public int TargetLength { get; }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<TTarget> targets)
    {
        this.CheckRead(indices, inputs, targets);
        for (int i = 0; i < indices.Length; i++)
        {
            _inputs.AsSpan(indices[i] * InputLength, InputLength).CopyTo(inputs[(i * InputLength)..]);
            _targets.AsSpan(indices[i] * TargetLength, TargetLength).CopyTo(targets[(i * TargetLength)..]);
        }
    }
}
