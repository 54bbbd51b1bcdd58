namespace Fovea;

/// <summary>Makes datasets, and parts of them.</summary>
public static class Dataset
{
    /// <summary>Examples in arrays, which are used as they are.</summary>
    /// <param name="inputs">The inputs, one after another.</param>
    /// <param name="targets">Their targets, one after another.</param>
    /// <param name="inputLength">Numbers in one input.</param>
    /// <param name="targetLength">Targets of one example.</param>
    /// <exception cref="ArgumentException">The arrays do not hold whole examples, or not as many of each.</exception>
    public static Dataset<TTarget> Create<TTarget>(float[] inputs, TTarget[] targets, int inputLength, int targetLength = 1)
        where TTarget : unmanaged => new(inputs, targets, inputLength, targetLength);

    /// <summary>The first examples; all, if there are fewer.</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="count">How many.</param>
    public static IDataset<TTarget> Take<TTarget>(this IDataset<TTarget> dataset, int count)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Slice(0, Math.Min(count, dataset.Count));
    }

    /// <summary>A stretch of examples.</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public static IDataset<TTarget> Slice<TTarget>(this IDataset<TTarget> dataset, int start, int count)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > dataset.Count - start)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} examples from {start} on were asked for, but there are {dataset.Count}.");
        return new Subset<TTarget>(dataset, [.. Enumerable.Range(start, count)]);
    }

    /// <summary>Splits at random, the same way for the same seed: every example is in exactly one part.</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="fraction">The share of the first part, 0 to 1.</param>
    /// <param name="seed">The seed.</param>
    public static (IDataset<TTarget> First, IDataset<TTarget> Second) Split<TTarget>(this IDataset<TTarget> dataset, double fraction, int seed = 0)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction is between 0 and 1.");
        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        new Xoshiro256(seed).Shuffle(order);
        int first = (int)Math.Round(dataset.Count * fraction);
        return (new Subset<TTarget>(dataset, order[..first]), new Subset<TTarget>(dataset, order[first..]));
    }

    /// <summary>What every <see cref="IDataset{TTarget}.Read"/> checks before it writes.</summary>
    internal static void CheckRead<TTarget>(this IDataset<TTarget> dataset, ReadOnlySpan<int> indices, Span<float> inputs, Span<TTarget> targets)
        where TTarget : unmanaged
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)dataset.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"There are {dataset.Count} examples, the first is 0.");
        }
        if (inputs.Length != (long)indices.Length * dataset.InputLength)
            throw new ArgumentException($"{indices.Length} inputs of {dataset.InputLength} numbers need {(long)indices.Length * dataset.InputLength}, but there is room for {inputs.Length}.", nameof(inputs));
        if (targets.Length != (long)indices.Length * dataset.TargetLength)
            throw new ArgumentException($"{indices.Length} times {dataset.TargetLength} targets need {(long)indices.Length * dataset.TargetLength}, but there is room for {targets.Length}.", nameof(targets));
    }
}
