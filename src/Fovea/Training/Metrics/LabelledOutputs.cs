namespace Fovea;

/// <summary>What metrics on labels check first: outputs are classes × pixels for each image, labels are pixels.</summary>
internal static class LabelledOutputs
{
    public static (int Pixels, int Classes) Check(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        if (labels.Length == 0 || labels.Length % images != 0 || outputs.Length == 0 || outputs.Length % labels.Length != 0)
            throw new ArgumentException($"{outputs.Length} outputs and {labels.Length} labels of {images} images do not fit: each label needs one output for each class.", nameof(outputs));
        return (labels.Length / images, outputs.Length / labels.Length);
    }

    /// <summary>The class with the largest output, the first of equals.</summary>
    /// <param name="outputs">Classes × <paramref name="pixels"/> for each image.</param>
    /// <param name="label">Which label of the batch, counted over its images' pixels.</param>
    /// <param name="pixels">Labels of one image.</param>
    /// <param name="classes">How many classes there are.</param>
    public static int Predicted(ReadOnlySpan<float> outputs, int label, int pixels, int classes)
    {
        int first = label / pixels * pixels * classes + label % pixels, best = 0;
        for (int c = 1; c < classes; c++)
        {
            if (outputs[first + c * pixels] > outputs[first + best * pixels]) best = c;
        }
        return best;
    }

    /// <summary>Counts the labels that are classes, and those of them that are predicted.</summary>
    public static void CountRight(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int images, ref long right, ref long counted)
    {
        (int pixels, int classes) = Check(outputs, labels, images);
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes) continue; // to be ignored
            counted++;
            if (Predicted(outputs, i, pixels, classes) == labels[i]) right++;
        }
    }
}
