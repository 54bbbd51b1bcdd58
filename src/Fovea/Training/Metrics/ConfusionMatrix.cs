using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>How often each class was taken for each: what a classifier, or a segmentation's pixels, got right and wrong.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">How many classes there are.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _counts = new long[checked(classes * classes)];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many were counted.</summary>
    public long Total { get; private set; }

    /// <summary>How many of them were right.</summary>
    public long Correct { get; private set; }

    /// <summary>The share that was right; NaN where nothing was counted.</summary>
    public double Accuracy => (double)Correct / Total;

    /// <summary>How often a class was taken for another, or for itself.</summary>
    /// <param name="actual">What it was.</param>
    /// <param name="predicted">What it was taken for.</param>
    public long this[int actual, int predicted] => _counts[Index(actual, predicted)];

    /// <summary>How much of what was taken for a class was of it; NaN where nothing was.</summary>
    /// <param name="class">The class.</param>
    public double Precision(int @class)
    {
        long taken = 0;
        for (int actual = 0; actual < Classes; actual++) taken += this[actual, @class];
        return (double)this[@class, @class] / taken;
    }

    /// <summary>How much of a class was taken for it; NaN where there was none.</summary>
    /// <param name="class">The class.</param>
    public double Recall(int @class)
    {
        long there = 0;
        for (int predicted = 0; predicted < Classes; predicted++) there += this[@class, predicted];
        return (double)this[@class, @class] / there;
    }

    /// <summary>How much what was of a class and what was taken for it overlap: both / either; NaN where there was neither. The Jaccard index.</summary>
    /// <param name="class">The class.</param>
    public double IntersectionOverUnion(int @class)
    {
        long either = -this[@class, @class];
        for (int other = 0; other < Classes; other++) either += this[@class, other] + this[other, @class];
        return (double)this[@class, @class] / either;
    }

    /// <summary>The mean of <see cref="IntersectionOverUnion"/> over the classes that occur: mIoU; NaN where none does.</summary>
    public double MeanIntersectionOverUnion
    {
        get
        {
            double sum = 0;
            int occurring = 0;
            for (int c = 0; c < Classes; c++)
            {
                double value = IntersectionOverUnion(c);
                if (double.IsNaN(value)) continue;
                sum += value;
                occurring++;
            }
            return sum / occurring;
        }
    }

    /// <summary>Counts one, or several alike.</summary>
    /// <param name="actual">What it was.</param>
    /// <param name="predicted">What it was taken for.</param>
    /// <param name="count">How many.</param>
    public void Add(int actual, int predicted, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _counts[Index(actual, predicted)] += count;
        Total += count;
        if (actual == predicted) Correct += count;
    }

    /// <summary>
    /// Counts a batch: the largest of a pixel's outputs is its class, the first of equals. A label that is no class is not counted: so training marks what to ignore.
    /// </summary>
    /// <param name="outputs">The network's outputs, classes × <paramref name="pixels"/> for each image.</param>
    /// <param name="labels">The labels, <paramref name="pixels"/> for each image.</param>
    /// <param name="pixels">Labels of one image: 1 for a classifier.</param>
    /// <exception cref="ArgumentException">There are not as many outputs as the labels need.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int pixels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        if (labels.Length % pixels != 0 || outputs.Length != (long)labels.Length * Classes)
            throw new ArgumentException($"{labels.Length} labels, {pixels} an image, and {Classes} classes need {(long)labels.Length * Classes} outputs, but there are {outputs.Length}.", nameof(outputs));
        Span<int> predicted = stackalloc int[LabelledOutputs.AtATime];
        for (int from = 0; from < labels.Length; from += predicted.Length)
        {
            ReadOnlySpan<int> some = labels.Slice(from, Math.Min(predicted.Length, labels.Length - from));
            LabelledOutputs.Predict(outputs, pixels, Classes, from, predicted[..some.Length]);
            for (int i = 0; i < some.Length; i++)
            {
                if ((uint)some[i] < (uint)Classes) Add(some[i], predicted[i]);
            }
        }
    }

    /// <summary>Forgets all counts.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Total = Correct = 0;
    }

    /// <summary>The accuracy, and a table: a row for each actual class, a column for each predicted one.</summary>
    public override string ToString()
    {
        int width = Math.Max(_counts.Max(), Classes - 1).ToString(CultureInfo.InvariantCulture).Length + 1;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"accuracy {Accuracy:P2} ({Correct} of {Total})");
        for (int actual = -1; actual < Classes; actual++)
        {
            text.Append('\n').Append((actual < 0 ? "" : actual.ToString(CultureInfo.InvariantCulture)).PadLeft(width));
            for (int predicted = 0; predicted < Classes; predicted++)
                text.Append((actual < 0 ? predicted : this[actual, predicted]).ToString(CultureInfo.InvariantCulture).PadLeft(width));
        }
        return text.ToString();
    }

    private int Index(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actual, Classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, Classes);
        return actual * Classes + predicted;
    }
}
