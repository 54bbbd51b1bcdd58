namespace Fovea;

/// <summary>The share of labels that are among the <c>k</c> classes with the largest outputs. Of equal outputs, the lower class counts as larger.</summary>
public sealed class TopKAccuracy : IMetric<int>
{
    private long _right, _total;

    /// <summary>Top-k accuracy.</summary>
    /// <param name="k">How many classes may be named, at least 1.</param>
    public TopKAccuracy(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        K = k;
    }

    /// <summary>How many classes may be named.</summary>
    public int K { get; }

    /// <inheritdoc/>
    public string Name => $"top-{K} accuracy";

    /// <inheritdoc/>
    public double Value => (double)_right / _total;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> targets, int images)
    {
        (int pixels, int classes) = LabelledOutputs.Check(outputs, targets, images);
        for (int i = 0; i < targets.Length; i++)
        {
            int label = targets[i];
            if ((uint)label >= (uint)classes) continue; // to be ignored
            int first = i / pixels * pixels * classes + i % pixels, larger = 0;
            float own = outputs[first + label * pixels];
            for (int c = 0; c < classes; c++)
            {
                float other = outputs[first + c * pixels];
                // A NaN is ahead of everything: a network that answers it is not right.
                if (c != label && (!(other <= own) || (other == own && c < label))) larger++;
            }
            _total++;
            if (larger < K && !float.IsNaN(own)) _right++;
        }
    }

    /// <inheritdoc/>
    public void Clear() => (_right, _total) = (0, 0);
}
