namespace Fovea;

/// <summary>The batches of one epoch of training, in the order of its seed, read ahead on another thread: of each batch the part that this process works on.</summary>
internal sealed class TrainingBatches<TTarget>
    where TTarget : unmanaged
{
    private readonly int _count, _batchSize;
    private readonly ICommunicator? _communicator;
    private readonly int[] _order;
    private readonly Batch<TTarget>[] _ring;
    private readonly IEnumerator<Batch<TTarget>> _batches;

    /// <param name="dataset">The examples, as this epoch sees them.</param>
    /// <param name="order">Their order.</param>
    /// <param name="batchSize">Examples in a batch, over all processes.</param>
    /// <param name="firstBatch">The first batch to read, from 0.</param>
    /// <param name="prefetch">How many batches are read ahead.</param>
    /// <param name="communicator">The processes, or null.</param>
    public TrainingBatches(IDataset<TTarget> dataset, int[] order, int batchSize, int firstBatch, int prefetch, ICommunicator? communicator)
    {
        (_count, _batchSize, _communicator, _order) = (order.Length, batchSize, communicator, order);
        _ring = new Batch<TTarget>[prefetch + 2];
        for (int i = 0; i < _ring.Length; i++) _ring[i] = new(Math.Min(batchSize, order.Length), dataset.InputLength, dataset.TargetLength);
        IEnumerable<Batch<TTarget>> batches = Read(dataset, firstBatch);
        _batches = (prefetch == 0 ? batches : Prefetcher.Run(batches, prefetch)).GetEnumerator();
    }

    /// <summary>Where this process's part of a batch begins in it, and how many examples it has.</summary>
    public (int Start, int Count) Share(int batch) => Replicas.Share(_communicator, Math.Min(_batchSize, _count - batch * _batchSize));

    /// <summary>The next batch of which this process has a part.</summary>
    public Batch<TTarget> Next() => _batches.MoveNext() ? _batches.Current : throw new InvalidOperationException("The epoch has no more batches.");

    /// <summary>Stops reading.</summary>
    public void Close() => _batches.Dispose();

    private IEnumerable<Batch<TTarget>> Read(IDataset<TTarget> dataset, int firstBatch)
    {
        int next = 0;
        for (int batch = firstBatch; batch * (long)_batchSize < _count; batch++)
        {
            (int start, int count) = Share(batch);
            if (count == 0) continue;
            Batch<TTarget> slot = _ring[next++ % _ring.Length];
            slot.Fill(dataset, _order.AsSpan(batch * _batchSize + start, count), batch);
            yield return slot;
        }
    }
}
