using Fovea;

namespace Segmentation;

/// <summary>Images whose target is the image itself: what an autoencoder learns from.</summary>
internal sealed class Unlabelled(IDataset<int> streets) : IDataset<float>
{
    public int Count => streets.Count;

    public Shape InputShape => streets.InputShape;

    public int InputLength => streets.InputLength;

    public int TargetLength => streets.InputLength;

    public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<float> targets)
    {
        streets.Read(indices, inputs, new int[indices.Length * streets.TargetLength]);
        inputs.CopyTo(targets);
    }
}
