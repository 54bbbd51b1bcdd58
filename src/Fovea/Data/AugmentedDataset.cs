using System.Buffers;

namespace Fovea;

/// <summary>Another dataset's examples, their images changed at random, in one epoch's way.</summary>
internal sealed class AugmentedDataset<TTarget>(IDataset<TTarget> original, int seed, ImageTransform[] transforms, int epoch) : IDataset<TTarget>
    where TTarget : unmanaged
{
    public int Count => original.Count;

    public Shape InputShape => original.InputShape;

    public int InputLength => original.InputLength;

    public int TargetLength => original.TargetLength;

    public IDataset<TTarget> ForEpoch(int epoch) => new AugmentedDataset<TTarget>(original.ForEpoch(epoch), seed, transforms, epoch);

    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<TTarget> targets)
    {
        original.Read(indices, inputs, targets);
        if (epoch == 0) return;
        int length = InputLength;
        Shape shape = InputShape;
        float[] before = ArrayPool<float>.Shared.Rent(length);
        for (int i = 0; i < indices.Length; i++)
        {
            Span<float> image = inputs.Slice(i * length, length);
            for (int t = 0; t < transforms.Length; t++)
            {
                // Each transform has numbers of its own: how many one draws does not change what another does.
                var random = new ImageRandom(seed, epoch, indices[i], t);
                image.CopyTo(before);
                transforms[t].Apply(before.AsSpan(0, length), image, shape, ref random);
            }
        }
        ArrayPool<float>.Shared.Return(before);
    }
}
