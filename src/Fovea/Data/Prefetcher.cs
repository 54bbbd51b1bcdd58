using System.Collections.Concurrent;

namespace Fovea;

/// <summary>Runs an enumeration ahead of its consumer, on a thread of its own.</summary>
internal static class Prefetcher
{
    /// <summary>
    /// The same items in the same order. At most <paramref name="ahead"/> wait, so that <paramref name="ahead"/> + 2 exist: one more in the making, and one with the consumer.
    /// What the source throws comes out after the items before it; when the consumer stops early, the source is stopped and disposed before this returns.
    /// </summary>
    public static IEnumerable<T> Run<T>(IEnumerable<T> source, int ahead)
    {
        using var waiting = new BlockingCollection<T>(ahead);
        using var stop = new CancellationTokenSource();
        Task producer = Task.Factory.StartNew(Produce, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (T item in waiting.GetConsumingEnumerable()) yield return item;
            producer.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            Task.WhenAny(producer).Wait(); // without throwing: a consumer that has left does not want what would have come
        }

        void Produce()
        {
            try
            {
                foreach (T item in source) waiting.Add(item, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            finally
            {
                waiting.CompleteAdding();
            }
        }
    }
}
