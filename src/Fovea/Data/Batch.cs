namespace Fovea;

/// <summary>Some examples, read. Its spans are good until the next batch is asked for.</summary>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public sealed class Batch<TTarget>
    where TTarget : unmanaged
{
    private readonly int[] _indices;
    private readonly float[] _inputs;
    private readonly TTarget[] _targets;
    private readonly int _inputLength, _targetLength;

    internal Batch(int capacity, int inputLength, int targetLength)
    {
        _indices = new int[capacity];
        _inputs = new float[checked(capacity * inputLength)];
        _targets = new TTarget[checked(capacity * targetLength)];
        (_inputLength, _targetLength) = (inputLength, targetLength);
    }

    /// <summary>Which of its epoch's batches this is, from 0.</summary>
    public int Number { get; private set; }

    /// <summary>How many examples there are: the batch size, or fewer in an epoch's last.</summary>
    public int Count { get; private set; }

    /// <summary>The examples' indices in the dataset.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>Their inputs, one after another.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, Count * _inputLength);

    /// <summary>Their targets, one after another.</summary>
    public ReadOnlySpan<TTarget> Targets => _targets.AsSpan(0, Count * _targetLength);

    internal void Fill(IDataset<TTarget> dataset, ReadOnlySpan<int> indices, int number)
    {
        indices.CopyTo(_indices);
        (Number, Count) = (number, indices.Length);
        dataset.Read(indices, _inputs.AsSpan(0, Count * _inputLength), _targets.AsSpan(0, Count * _targetLength));
    }
}
