namespace Fovea;

/// <content>Parts of datasets, and other orders.</content>
public static partial class Dataset
{
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

    /// <summary>The examples of these indices, in this order, repeated where they are: PyTorch's <c>Subset</c>.</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="indices">Which.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no example of an index.</exception>
    public static IDataset<TTarget> Subset<TTarget>(this IDataset<TTarget> dataset, ReadOnlySpan<int> indices)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)dataset.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"There are {dataset.Count} examples, the first is 0.");
        }
        return new Subset<TTarget>(dataset, indices.ToArray());
    }

    /// <summary>All examples in a random order, the same for the same seed. (Training shuffles every epoch by itself.)</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="seed">The seed.</param>
    public static IDataset<TTarget> Shuffle<TTarget>(this IDataset<TTarget> dataset, int seed = 0)
        where TTarget : unmanaged => new Subset<TTarget>(dataset, RandomOrder(dataset, seed));

    /// <summary>Splits at random, the same way for the same seed: every example is in exactly one part.</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="fraction">The share of the first part, 0 to 1.</param>
    /// <param name="seed">The seed.</param>
    public static (IDataset<TTarget> First, IDataset<TTarget> Second) Split<TTarget>(this IDataset<TTarget> dataset, double fraction, int seed = 0)
        where TTarget : unmanaged
    {
        int[] order = RandomOrder(dataset, seed);
        int first = Share(order.Length, fraction);
        return (new Subset<TTarget>(dataset, order[..first]), new Subset<TTarget>(dataset, order[first..]));
    }

    /// <summary>
    /// Splits at random so that every class has the same share in both parts, to the nearest example: scikit-learn's <c>train_test_split(stratify=…)</c>.
    /// The first part's size is as <see cref="Split"/> makes it; what is left over by rounding goes to the classes that rounding cost most. Reads every label once.
    /// </summary>
    /// <param name="dataset">The whole, one label an example.</param>
    /// <param name="fraction">The share of the first part, 0 to 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">An example has not one label but several.</exception>
    public static (IDataset<int> First, IDataset<int> Second) StratifiedSplit(this IDataset<int> dataset, double fraction, int seed = 0)
    {
        int[] order = RandomOrder(dataset, seed);
        int first = Share(order.Length, fraction);
        if (dataset.TargetLength != 1) throw new ArgumentException($"A stratified split needs one label an example, and there are {dataset.TargetLength}.", nameof(dataset));

        int[] labels = ReadLabels(dataset);
        (int Label, int Count)[] classes = [.. labels.CountBy(label => label).Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key)];
        Dictionary<int, int> quota = classes.ToDictionary(one => one.Label, one => (int)(one.Count * fraction));
        int rest = first - quota.Values.Sum();
        foreach ((int label, _) in classes.OrderByDescending(one => one.Count * fraction % 1).Take(rest)) quota[label]++;

        List<int> left = new(first), right = new(order.Length - first);
        foreach (int index in order) (quota[labels[index]]-- > 0 ? left : right).Add(index);
        return (new Subset<int>(dataset, [.. left]), new Subset<int>(dataset, [.. right]));
    }

    private static int[] RandomOrder<TTarget>(IDataset<TTarget> dataset, int seed)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        new Xoshiro256(seed).Shuffle(order);
        return order;
    }

    private static int Share(int count, double fraction) => fraction is >= 0 and <= 1
        ? (int)Math.Round(count * fraction)
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction is between 0 and 1.");

    private static int[] ReadLabels(IDataset<int> dataset)
    {
        int[] labels = new int[dataset.Count];
        float[] input = new float[dataset.InputLength];
        for (int i = 0; i < labels.Length; i++) dataset.Read([i], input, labels.AsSpan(i, 1));
        return labels;
    }
}
