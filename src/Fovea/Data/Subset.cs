namespace Fovea;

/// <summary>Some examples of another dataset.</summary>
internal sealed class Subset<TTarget>(IDataset<TTarget> whole, int[] members) : IDataset<TTarget>
    where TTarget : unmanaged
{
    public int Count => members.Length;

    public Shape InputShape => whole.InputShape;

    public int InputLength => whole.InputLength;

    public int TargetLength => whole.TargetLength;

    public IDataset<TTarget> ForEpoch(int epoch) => new Subset<TTarget>(whole.ForEpoch(epoch), members);

    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<TTarget> targets)
    {
        this.CheckRead(indices, inputs, targets);
        // In stretches, so that the translated indices fit on the stack.
        Span<int> translated = stackalloc int[256];
        for (int done = 0; done < indices.Length; done += translated.Length)
        {
            int count = Math.Min(translated.Length, indices.Length - done);
            for (int i = 0; i < count; i++) translated[i] = members[indices[done + i]];
            whole.Read(
                translated[..count],
                inputs.Slice(done * InputLength, count * InputLength),
                targets.Slice(done * TargetLength, count * TargetLength));
        }
    }
}
