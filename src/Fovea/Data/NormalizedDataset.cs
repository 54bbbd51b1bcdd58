namespace Fovea;

/// <summary>Another dataset's examples, their inputs normalised.</summary>
internal sealed class NormalizedDataset<TTarget>(IDataset<TTarget> original, Normalization normalization) : IDataset<TTarget>
    where TTarget : unmanaged
{
    public int Count => original.Count;

    public Shape InputShape => original.InputShape;

    public int InputLength => original.InputLength;

    public int TargetLength => original.TargetLength;

    public IDataset<TTarget> ForEpoch(int epoch) => new NormalizedDataset<TTarget>(original.ForEpoch(epoch), normalization);

    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<TTarget> targets)
    {
        original.Read(indices, inputs, targets);
        normalization.Apply(inputs, InputShape);
    }
}
