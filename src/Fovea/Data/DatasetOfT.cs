namespace Fovea;

/// <summary>Examples in arrays. The arrays are used as they are, not copied.</summary>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public sealed class Dataset<TTarget> : IDataset<TTarget>
    where TTarget : unmanaged
{
    private readonly float[] _inputs;
    private readonly TTarget[] _targets;

    /// <summary>Examples in arrays, whose inputs are vectors.</summary>
    /// <inheritdoc cref="Dataset.Create{TTarget}(float[], TTarget[], int, int)"/>
    public Dataset(float[] inputs, TTarget[] targets, int inputLength, int targetLength = 1)
        : this(inputs, targets, Shape.Vector(inputLength), targetLength)
    {
    }

    /// <summary>Examples in arrays.</summary>
    /// <param name="inputs">The inputs, one after another.</param>
    /// <param name="targets">Their targets, one after another.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <param name="targetLength">Targets of one example.</param>
    /// <exception cref="ArgumentException">The arrays do not hold whole examples, or not as many of each.</exception>
    public Dataset(float[] inputs, TTarget[] targets, Shape inputShape, int targetLength = 1)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        Dataset.CheckShape(inputShape, nameof(inputShape));
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        if (inputs.Length % inputShape.Length != 0)
            throw new ArgumentException($"{inputs.Length} numbers are no whole inputs of {inputShape.Length}.", nameof(inputs));
        Count = inputs.Length / inputShape.Length;
        if (targets.Length != (long)Count * targetLength)
            throw new ArgumentException($"{Count} inputs need {(long)Count * targetLength} targets ({targetLength} each), but there are {targets.Length}.", nameof(targets));
        (_inputs, _targets, InputShape, TargetLength) = (inputs, targets, inputShape, targetLength);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public Shape InputShape { get; }

    /// <inheritdoc/>
    public int InputLength => InputShape.Length;

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
