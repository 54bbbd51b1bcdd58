namespace Fovea;

/// <summary>The mean over classes of how much what was taken for a class and what was of it overlap: mIoU, the Jaccard index, of a segmentation. Classes that occur in neither do not count.</summary>
/// <param name="classes">How many classes there are.</param>
public sealed class MeanIntersectionOverUnion(int classes) : IMetric<int>
{
    private readonly ConfusionMatrix _matrix = new(classes);

    /// <inheritdoc/>
    public string Name => "mean IoU";

    /// <inheritdoc/>
    public double Value => _matrix.MeanIntersectionOverUnion;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> targets, int images) => _matrix.Add(outputs, targets, LabelledOutputs.Check(outputs, targets, images).Pixels);

    /// <inheritdoc/>
    public void Clear() => _matrix.Clear();
}
