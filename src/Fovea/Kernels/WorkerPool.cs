namespace Fovea.Kernels;

/// <summary>
/// Threads that wait for work: they spin briefly, then park. One job at a time; whoever finds the pool busy runs alone,
/// so nobody queues and nobody waits for another's work, nor for a thread that has not begun. Each begins with its own items, in every job of so many the same ones, whose memory is in its caches.
/// </summary>
internal static unsafe class WorkerPool
{
    // Some tens of µs: longer than the gaps between the phases of one call, shorter than anyone minds.
    private const int Spins = 2_000;

    // No job, or none that may still be joined; with the number of workers that are inside.
    private const int Closed = int.MinValue;

    private static readonly Lock s_gate = new();
    private static Worker[] s_workers = [];
    private static int s_busy, s_inside = Closed;
    private static ItemRange[] s_ranges = [];
    private static int s_threads;
    private static bool s_reverses;
    private static delegate*<void*, int, int, void> s_body;
    private static void* s_state;

    /// <summary>Runs <paramref name="body"/>(state, worker, item) for every item, on up to <paramref name="threads"/> threads, the caller's included; each from its first item on, or from its last. Those that are parked are woken, or left asleep.</summary>
    public static void Run(delegate*<void*, int, int, void> body, void* state, int items, int threads, bool reverses = false, bool wakes = true)
    {
        threads = Math.Min(Math.Min(threads, items), wakes ? int.MaxValue : s_workers.Length + 1);
        if (threads <= 1 || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            for (int item = 0; item < items; item++) body(state, 0, reverses ? items - 1 - item : item);
            return;
        }
        try
        {
            Worker[] workers = Workers(threads - 1);
            s_body = body;
            s_state = state;
            s_reverses = reverses;
            s_threads = threads;
            for (int i = 0; i < threads; i++) s_ranges[i].Set((int)((long)i * items / threads), (int)((long)(i + 1) * items / threads));
            Volatile.Write(ref s_inside, 0);
            for (int i = 0; i < threads - 1; i++) workers[i].Wake(wakes);
            Take(0);
        }
        finally
        {
            Interlocked.Or(ref s_inside, Closed);
            var patience = new Patience();
            while (Volatile.Read(ref s_inside) != Closed) patience.Wait();
            Volatile.Write(ref s_busy, 0);
        }
    }

    // One's own, then what others have not begun, from the other end.
    private static void Take(int worker)
    {
        for (int i = 0; i < s_threads; i++)
        {
            ref ItemRange range = ref s_ranges[(worker + i) % s_threads];
            while (range.Take(i == 0 ? s_reverses : !s_reverses) is >= 0 and int item) s_body(s_state, worker, item);
        }
    }

    // A worker that wakes late may find no job, or one for fewer threads.
    private static void Join(int worker)
    {
        for (int inside = Volatile.Read(ref s_inside); inside >= 0;)
        {
            int seen = Interlocked.CompareExchange(ref s_inside, inside + 1, inside);
            if (seen == inside)
            {
                if (worker < s_threads) Take(worker);
                Interlocked.Decrement(ref s_inside);
                return;
            }
            inside = seen;
        }
    }

    private static Worker[] Workers(int count)
    {
        if (s_workers.Length >= count) return s_workers;
        lock (s_gate)
        {
            var workers = new List<Worker>(s_workers);
            s_ranges = new ItemRange[count + 1];
            while (workers.Count < count) workers.Add(new Worker(workers.Count + 1));
            return s_workers = [.. workers];
        }
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim _signal = new(0);
        private int _state;

        private const int Idle = 0, Ready = 1, Parked = 2;

        public Worker(int index)
        {
            var thread = new Thread(() => Loop(index)) { IsBackground = true, Name = $"Fovea worker {index}" };
            thread.Start();
        }

        public void Wake(bool evenParked)
        {
            if (!evenParked) Interlocked.CompareExchange(ref _state, Ready, Idle);
            else if (Interlocked.Exchange(ref _state, Ready) == Parked) _signal.Release();
        }

        private void Loop(int index)
        {
            while (true)
            {
                for (int i = 0; i < Spins && Volatile.Read(ref _state) != Ready; i++) Thread.SpinWait(1);
                if (Interlocked.CompareExchange(ref _state, Parked, Idle) == Idle) _signal.Wait();
                // Before it looks for a job: whoever opens one later finds it idle, and wakes it.
                Interlocked.Exchange(ref _state, Idle);
                Join(index);
            }
        }
    }
}
