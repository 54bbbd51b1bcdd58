namespace Fovea.Tests;

public sealed class DataLoaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Batches_AreStretches_WholeUntilTheNextOne(int prefetch)
    {
        var loader = new DataLoader<int>(new Numbers(10), batchSize: 4) { Prefetch = prefetch };
        Assert.Equal(3, loader.Count);
        var seen = new List<int[]>();
        foreach (Batch<int> batch in loader.Epoch(1))
        {
            // Time for the other thread to write where it should not.
            Thread.Sleep(5);
            Assert.Equal(seen.Count, batch.Number);
            Assert.Equal(batch.Indices.Length, batch.Count);
            Assert.Equal(batch.Indices.ToArray(), batch.Targets.ToArray());
            Assert.Equal(batch.Indices.ToArray().Select(i => (float)i), batch.Inputs.ToArray());
            seen.Add(batch.Indices.ToArray());
        }
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]], seen);
    }

    [Fact]
    public void ShuffledBatches_AreEveryExampleOnce_AnotherOrderEachEpoch_WhateverIsPrefetched()
    {
        int[] Order(int seed, int epoch, int prefetch) => All(new DataLoader<int>(new Numbers(1000), 32) { Shuffle = true, Seed = seed, Prefetch = prefetch }, epoch);
        int[] first = Order(1, 1, 2);
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
        Assert.Equal(first, Order(1, 1, 0));
        Assert.Equal(first, Order(1, 1, 7));
        Assert.NotEqual(first, Order(1, 2, 2));
        Assert.NotEqual(first, Order(2, 1, 2));
        Assert.Equal(Order(1, 2, 0), Order(1, 2, 2));
    }

    [Fact]
    public void DropLast_LeavesOutTheRest()
    {
        var loader = new DataLoader<int>(new Numbers(10), 4) { DropLast = true };
        Assert.Equal((2, 8), (loader.Count, All(loader, 1).Length));
        Assert.Equal(8, All(new DataLoader<int>(new Numbers(8), 4) { DropLast = true }, 1).Length);
        // A batch is never larger than the dataset, so that there is always one.
        Assert.Equal((3, 1), (new DataLoader<int>(new Numbers(3), 4).BatchSize, new DataLoader<int>(new Numbers(3), 4) { DropLast = true }.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void FirstBatch_GoesOnInTheMiddle(int prefetch)
    {
        var loader = new DataLoader<int>(new Numbers(50), 8) { Shuffle = true, Seed = 3, Prefetch = prefetch };
        Assert.Equal(All(loader, 4).Skip(24), loader.Epoch(4, firstBatch: 3).SelectMany(batch => batch.Indices.ToArray()));
        Assert.Empty(loader.Epoch(4, firstBatch: 7));
        Assert.Equal(3, loader.Epoch(4, firstBatch: 3).First().Number);
    }

    [Fact]
    public void Reading_IsDoneOnAnotherThread_UnlessNotWanted()
    {
        var data = new Numbers(8);
        All(new DataLoader<int>(data, 4), 1);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, data.Threads);
        data.Threads.Clear();
        All(new DataLoader<int>(data, 4) { Prefetch = 0 }, 1);
        Assert.Equal([Environment.CurrentManagedThreadId], data.Threads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void WhatReadingThrows_ComesOutInItsPlace(int prefetch)
    {
        var loader = new DataLoader<int>(new Numbers(20) { Broken = 13 }, 4) { Prefetch = prefetch };
        int batches = 0;
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (Batch<int> _ in loader.Epoch(1)) batches++;
        });
        Assert.Equal(("Example 13 is broken.", 3), (exception.Message, batches));
    }

    [Fact]
    public void LeavingEarly_StopsReading()
    {
        var data = new Numbers(10_000);
        var loader = new DataLoader<int>(data, 1) { Prefetch = 3 };
        foreach (Batch<int> batch in loader.Epoch(1))
        {
            if (batch.Number == 5) break;
        }
        // The sixth is with the consumer, three wait, one is in the making.
        int reads = data.Reads;
        Assert.InRange(reads, 6, 10);
        Thread.Sleep(50);
        Assert.Equal(reads, data.Reads);
    }

    [Fact]
    public void LeavingEarly_DoesNotThrowWhatWouldHaveCome()
    {
        var data = new Numbers(20) { Broken = 1 };
        foreach (Batch<int> _ in new DataLoader<int>(data, 1) { Prefetch = 5 }.Epoch(1))
        {
            while (!data.HasThrown) Thread.Sleep(1);
            break;
        }
    }

    [Fact]
    public void TwoEnumerations_DoNotDisturbEachOther()
    {
        IEnumerable<Batch<int>> epoch = new DataLoader<int>(new Numbers(100), 3) { Shuffle = true }.Epoch(1);
        foreach ((Batch<int> one, Batch<int> other) in epoch.Zip(epoch)) Assert.Equal(one.Indices.ToArray(), other.Targets.ToArray());
    }

    [Fact]
    public void WhatIsOutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new DataLoader<int>(new Numbers(0), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader<int>(new Numbers(1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader<int>(new Numbers(1), 1) { Prefetch = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader<int>(new Numbers(1), 1).Epoch(1, -1));
    }

    private static int[] All(DataLoader<int> loader, int epoch) => [.. loader.Epoch(epoch).SelectMany(batch => batch.Indices.ToArray())];

    /// <summary>Example i is the input i with the target i.</summary>
    private sealed class Numbers(int count) : IDataset<int>
    {
        private int _reads;

        public int Broken { get; init; } = -1;

        public volatile bool HasThrown;

        public HashSet<int> Threads { get; } = [];

        public int Reads => Volatile.Read(ref _reads);

        public int Count => count;

        public int InputLength => 1;

        public int TargetLength => 1;

        public void Read(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> targets)
        {
            Interlocked.Increment(ref _reads);
            lock (Threads) Threads.Add(Environment.CurrentManagedThreadId);
            if (indices.Contains(Broken))
            {
                HasThrown = true;
                throw new InvalidDataException($"Example {Broken} is broken.");
            }
            indices.CopyTo(targets);
            for (int i = 0; i < indices.Length; i++) inputs[i] = indices[i];
        }
    }
}
