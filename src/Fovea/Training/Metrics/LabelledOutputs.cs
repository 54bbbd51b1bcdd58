using System.Numerics;

namespace Fovea;

/// <summary>What metrics on labels check first: outputs are classes × pixels for each image, labels are pixels.</summary>
internal static class LabelledOutputs
{
    /// <summary>Labels to predict at a time: their predictions go on the stack.</summary>
    public const int AtATime = 256;

    public static (int Pixels, int Classes) Check(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        if (labels.Length == 0 || labels.Length % images != 0 || outputs.Length == 0 || outputs.Length % labels.Length != 0)
            throw new ArgumentException($"{outputs.Length} outputs and {labels.Length} labels of {images} images do not fit: each label needs one output for each class.", nameof(outputs));
        return (labels.Length / images, outputs.Length / labels.Length);
    }

    /// <summary>The class with the largest output, the first of equals, for some of a batch's labels, counted over its images' pixels.</summary>
    /// <param name="outputs">Classes × <paramref name="pixels"/> for each image.</param>
    /// <param name="pixels">Labels of one image.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="from">The first label.</param>
    /// <param name="predicted">A class for each.</param>
    public static void Predict(ReadOnlySpan<float> outputs, int pixels, int classes, int from, Span<int> predicted)
    {
        while (predicted.Length > 0)
        {
            int pixel = from % pixels, count = Math.Min(pixels - pixel, predicted.Length);
            PredictOfImage(outputs[((from - pixel) * classes + pixel)..], pixels, classes, predicted[..count]);
            from += count;
            predicted = predicted[count..];
        }
    }

    private static void PredictOfImage(ReadOnlySpan<float> outputs, int pixels, int classes, Span<int> predicted)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= predicted.Length; i += Vector<float>.Count)
        {
            var largest = new Vector<float>(outputs[i..]);
            Vector<int> best = Vector<int>.Zero;
            for (int c = 1; c < classes; c++)
            {
                var output = new Vector<float>(outputs[(c * pixels + i)..]);
                Vector<int> larger = Vector.GreaterThan(output, largest);
                largest = Vector.ConditionalSelect(larger, output, largest);
                best = Vector.ConditionalSelect(larger, new Vector<int>(c), best);
            }
            best.CopyTo(predicted[i..]);
        }
        for (; i < predicted.Length; i++)
        {
            int best = 0;
            for (int c = 1; c < classes; c++)
            {
                if (outputs[c * pixels + i] > outputs[best * pixels + i]) best = c;
            }
            predicted[i] = best;
        }
    }

    /// <summary>Counts the labels that are classes, and those of them that are predicted.</summary>
    public static void CountRight(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int images, ref long right, ref long counted)
    {
        (int pixels, int classes) = Check(outputs, labels, images);
        Span<int> predicted = stackalloc int[AtATime];
        for (int from = 0; from < labels.Length; from += AtATime)
        {
            ReadOnlySpan<int> some = labels.Slice(from, Math.Min(AtATime, labels.Length - from));
            Predict(outputs, pixels, classes, from, predicted[..some.Length]);
            for (int i = 0; i < some.Length; i++)
            {
                if ((uint)some[i] >= (uint)classes) continue; // to be ignored
                counted++;
                if (predicted[i] == some[i]) right++;
            }
        }
    }
}
