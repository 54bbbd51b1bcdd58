namespace Fovea;

/// <summary>Makes datasets, and others from them.</summary>
public static partial class Dataset
{
    /// <summary>Examples in arrays, which are used as they are. The inputs are vectors.</summary>
    /// <param name="inputs">The inputs, one after another.</param>
    /// <param name="targets">Their targets, one after another.</param>
    /// <param name="inputLength">Numbers in one input.</param>
    /// <param name="targetLength">Targets of one example.</param>
    /// <exception cref="ArgumentException">The arrays do not hold whole examples, or not as many of each.</exception>
    public static Dataset<TTarget> Create<TTarget>(float[] inputs, TTarget[] targets, int inputLength, int targetLength = 1)
        where TTarget : unmanaged => new(inputs, targets, inputLength, targetLength);

    /// <summary>Examples in arrays, which are used as they are.</summary>
    /// <param name="inputs">The inputs, one after another, each channels × height × width.</param>
    /// <param name="targets">Their targets, one after another.</param>
    /// <param name="inputShape">The shape of one input: <c>Shape.Image(1, 28, 28)</c>.</param>
    /// <param name="targetLength">Targets of one example.</param>
    /// <exception cref="ArgumentException">The arrays do not hold whole examples, or not as many of each.</exception>
    public static Dataset<TTarget> Create<TTarget>(float[] inputs, TTarget[] targets, Shape inputShape, int targetLength = 1)
        where TTarget : unmanaged => new(inputs, targets, inputShape, targetLength);

    /// <summary>
    /// The examples with random changes of their images, others in every epoch (<see cref="IDataset{TTarget}.ForEpoch"/>; epoch 0 is unchanged, so that validating
    /// or computing statistics with the dataset itself sees the images as they are). What happens to an image depends on the seed, the epoch and the image's
    /// index in <paramref name="dataset"/> alone: not on batches, order, threads or ranks. Augment before <see cref="Normalize"/>, and before taking parts
    /// of a dataset for ranks.
    /// </summary>
    /// <param name="dataset">The images.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="transforms">The changes, in this order.</param>
    /// <exception cref="ArgumentException">The dataset does not know its images' shape, or a transform moves pixels that targets are laid over.</exception>
    public static IDataset<TTarget> Augment<TTarget>(this IDataset<TTarget> dataset, int seed, params ImageTransform[] transforms)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(transforms);
        Shape shape = dataset.InputShape;
        if (shape.IsVector)
            throw new ArgumentException($"Augmentation needs images, and these inputs are vectors of {shape.Length}. Give the dataset its shape: Dataset.Create(…, Shape.Image(channels, height, width)).", nameof(dataset));
        int pixels = shape.Height * shape.Width;
        if (pixels > 1 && dataset.TargetLength % pixels == 0 && transforms.FirstOrDefault(transform => transform.MovesPixels) is { } moving)
            throw new ArgumentException($"{moving.GetType().Name} moves pixels, and the dataset's {dataset.TargetLength} targets an image lie over its {shape.Height}×{shape.Width} pixels: they would have to move too.", nameof(transforms));
        foreach (ImageTransform transform in transforms) transform.Check(shape);
        return new AugmentedDataset<TTarget>(dataset, seed, [.. transforms], epoch: 0);
    }

    /// <summary>The examples with normalised inputs: channel by channel, minus the mean, divided by the deviation.</summary>
    /// <param name="dataset">The examples.</param>
    /// <param name="normalization">The means and deviations: the training data's, for validation and use too.</param>
    /// <exception cref="ArgumentException">There are not as many means as channels.</exception>
    public static IDataset<TTarget> Normalize<TTarget>(this IDataset<TTarget> dataset, Normalization normalization)
        where TTarget : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(normalization);
        normalization.Check(dataset.InputShape, nameof(normalization));
        return new NormalizedDataset<TTarget>(dataset, normalization);
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

    internal static void CheckShape(Shape shape, string parameter)
    {
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
            throw new ArgumentOutOfRangeException(parameter, shape, "Every size of a shape is at least 1.");
    }
}
