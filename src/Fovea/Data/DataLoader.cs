namespace Fovea;

/// <summary>
/// Goes through a dataset in batches, epoch after epoch, as PyTorch's <c>DataLoader</c>. The next batches are read on another thread while this one is worked on.
/// Which examples a batch holds depends on the seed and the epoch alone.
/// <code>
/// var loader = new DataLoader&lt;int&gt;(training, batchSize: 64) { Shuffle = true };
/// foreach (Batch&lt;int&gt; batch in loader.Epoch(1)) network.Backward(batch.Inputs, batch.Targets, gradients);
/// </code>
/// </summary>
/// <typeparam name="TTarget"><see cref="int"/> for class labels, <see cref="float"/> for losses on numbers.</typeparam>
public sealed class DataLoader<TTarget>
    where TTarget : unmanaged
{
    /// <summary>A loader of a dataset.</summary>
    /// <param name="dataset">The examples.</param>
    /// <param name="batchSize">Examples in a batch; an epoch's last may have fewer.</param>
    /// <exception cref="ArgumentException">The dataset is empty.</exception>
    public DataLoader(IDataset<TTarget> dataset, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (dataset.Count == 0) throw new ArgumentException("The dataset is empty.", nameof(dataset));
        (Dataset, BatchSize) = (dataset, Math.Min(batchSize, dataset.Count));
    }

    /// <summary>The examples.</summary>
    public IDataset<TTarget> Dataset { get; }

    /// <summary>Examples in a batch: what was asked for, or all if that is fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Whether every epoch has an order of its own, drawn from <see cref="Seed"/> and the epoch's number. Default: false.</summary>
    public bool Shuffle { get; init; }

    /// <summary>The seed of the orders. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>Whether an epoch leaves out its last batch where that has fewer examples. Default: false.</summary>
    public bool DropLast { get; init; }

    /// <summary>How many batches are read ahead on another thread; 0 reads on the caller's. Default: 2. The batches do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public int Prefetch
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 2;

    /// <summary>Batches in an epoch.</summary>
    public int Count => DropLast ? Dataset.Count / BatchSize : (Dataset.Count - 1) / BatchSize + 1;

    /// <summary>The batches of an epoch. Lazy; leaving the loop early stops reading. What reading throws comes out where its batch would have come.</summary>
    /// <param name="epoch">The epoch, from 1: its order, and its augmentation (<see cref="IDataset{TTarget}.ForEpoch"/>).</param>
    /// <param name="firstBatch">The first batch to read, from 0: for going on in the middle of an epoch.</param>
    public IEnumerable<Batch<TTarget>> Epoch(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        return Prefetch == 0 ? Read(epoch, firstBatch, ringLength: 1) : Prefetcher.Run(Read(epoch, firstBatch, Prefetch + 2), Prefetch);
    }

    // Fills the batches of a ring, one after another.
    private IEnumerable<Batch<TTarget>> Read(int epoch, int firstBatch, int ringLength)
    {
        var ring = new Batch<TTarget>[ringLength];
        IDataset<TTarget> examples = Dataset.ForEpoch(epoch);
        int[] order = [.. Enumerable.Range(0, Dataset.Count)];
        if (Shuffle) new Xoshiro256(Seed, epoch).Shuffle(order);
        for (int i = firstBatch; i < Count; i++)
        {
            Batch<TTarget> batch = ring[i % ring.Length] ??= new(BatchSize, Dataset.InputLength, Dataset.TargetLength);
            int first = i * BatchSize;
            batch.Fill(examples, order.AsSpan(first, Math.Min(BatchSize, order.Length - first)), i);
            yield return batch;
        }
    }
}
