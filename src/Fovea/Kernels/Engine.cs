using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>
/// Holds a network's tensors and drives its emitted passes over a batch: chunks of sixteen images, threads, partial gradients in a fixed order.
/// For generated code.
/// </summary>
/// <typeparam name="TProgram">What the compiler emitted.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Engine<TProgram>
    where TProgram : struct, INetworkProgram
{
    // Kernels load whole vectors at a tensor's end.
    private const int Padding = Lanes.Count;

    // Fewer numbers are added up before another thread has woken.
    private const int FewGradients = 1 << 16;

    private static int PartialLength => TProgram.PackedGradientLength + Padding;

    private static bool GathersFew => TProgram.PackedGradientLength < FewGradients;

    // Few are one part.
    private static int GatheredParts => GathersFew ? 1 : TProgram.UnpackParts;

    private readonly Arena _parameters = new(TProgram.ParameterLength + Padding);
    private readonly Arena _buffers = new(TProgram.BufferLength + Padding);
    private readonly ArenaPool _arenas = new();
    private readonly Workspace _workspace = new();
    private readonly PackedWeights<TProgram> _packed = new(training: false), _trainingPacked = new(training: true);
    private int _threads = int.MaxValue;
    private long _version;
    private int _running;
    private bool[]? _frozen;

    /// <summary>A network with PyTorch's default initialisation.</summary>
    public Engine(int seed)
    {
        DropoutSeed = seed;
        TProgram.Initialize(seed, _parameters.Span[..TProgram.ParameterLength], _buffers.Span[..TProgram.BufferLength]);
    }

    /// <summary>The parameters, for writing.</summary>
    public Span<float> Parameters
    {
        get
        {
            ParametersChanged();
            return _parameters.Span[..TProgram.ParameterLength];
        }
    }

    /// <summary>The buffers, for writing.</summary>
    public Span<float> Buffers
    {
        get
        {
            ParametersChanged();
            return _buffers.Span[..TProgram.BufferLength];
        }
    }

    /// <summary>The parameters, for looking.</summary>
    public ReadOnlySpan<float> ReadParameters => _parameters.Span[..TProgram.ParameterLength];

    /// <summary>The buffers, for looking.</summary>
    public ReadOnlySpan<float> ReadBuffers => _buffers.Span[..TProgram.BufferLength];

    /// <summary>Counts announced writes, by which packed copies of the weights know that they are stale.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Threads this network may use.</summary>
    public int MaxDegreeOfParallelism
    {
        get => _threads == int.MaxValue ? Compute.MaxDegreeOfParallelism : _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _threads = value;
        }
    }

    /// <summary>How many backward passes have run.</summary>
    public long TrainingStep { get; set; }

    /// <summary>The seed of dropout masks.</summary>
    public long DropoutSeed { get; set; }

    /// <summary>The index of a batch's first image among all that make a training step.</summary>
    public int ImageOffset
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Patterns of the running statistics that are held still.</summary>
    public IReadOnlyList<string> FrozenStatistics { get; private set; } = [];

    /// <summary>Holds the running statistics still whose names match, and no others.</summary>
    public void FreezeStatistics(IParameterized network, IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        bool[] frozen = GC.AllocateArray<bool>(TProgram.BufferLength, pinned: true);
        foreach (ParameterInfo info in NamePatterns.Select(network, patterns, nameof(patterns)))
        {
            if (!info.Trainable) frozen.AsSpan(info.Offset, info.Length).Fill(true);
        }
        (_frozen, FrozenStatistics) = (frozen, [.. patterns]);
    }

    /// <summary>Announces a write.</summary>
    public void ParametersChanged() => Interlocked.Increment(ref _version);

    /// <summary>Throws if some layer cannot take a run-time size.</summary>
    public void CheckSize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        TProgram.CheckSize(height, width);
    }

    /// <summary>Evaluation mode at a run-time size, into a new array.</summary>
    public float[] Forward(ReadOnlySpan<float> input, int height, int width)
    {
        CheckSize(height, width);
        return Run(input, height, width);
    }

    /// <summary>Evaluation mode at a run-time size.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int height, int width)
    {
        CheckSize(height, width);
        Run(input, output, height, width);
    }

    /// <summary>Evaluation mode, into a new array.</summary>
    public float[] Forward(ReadOnlySpan<float> input) => Run(input, 0, 0);

    /// <summary>Evaluation mode.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output) => Run(input, output, 0, 0);

    private float[] Run(ReadOnlySpan<float> input, int height, int width)
    {
        var output = new float[CountImages(input.Length, height, width, nameof(input)) * TProgram.OutputLength(height, width)];
        Run(input, output, height, width);
        return output;
    }

    private void Run(ReadOnlySpan<float> input, Span<float> output, int height, int width)
    {
        int images = CountImages(input.Length, height, width, nameof(input));
        CheckLength(output.Length, images, TProgram.OutputLength(height, width), nameof(output), "the outputs");
        if (images == 0) return;

        int chunk = TProgram.EvaluationChunk(images), chunks = CountChunks(images, chunk), threads = Threads;
        // Whole images for each thread; what is left over, if too few for a team of threads, the team works on together, one after the other.
        int team = chunk == 1 ? Math.Min(threads, TProgram.ImageThreads) : 1, left = chunks % threads, together = left < team ? left : 0;
        int alone = chunks - together, group = chunk == 1 ? Math.Clamp((alone + threads - 1) / threads, 1, TProgram.ImageGroup) : 1, groups = (alone + group - 1) / group;
        fixed (float* inputs = input, outputs = output)
        {
            ArenaSet arenas = _arenas.Rent();
            var job = new ForwardJob
            {
                Input = inputs,
                Output = outputs,
                Parameters = _parameters.Pointer,
                Buffers = _buffers.Pointer,
                Packed = _packed.Get(_parameters, _buffers, Version),
                Arenas = arenas.Take(Math.Max(Math.Min(threads, groups) * group, together == 0 ? 0 : team), chunk == 1 ? TProgram.ImageLength : TProgram.Evaluation(height, width).Length),
                Members = team,
                Chunk = chunk,
                Chunks = alone,
                Group = group,
                Images = images,
                Height = height,
                Width = width,
            };
            if (groups > 0) WorkerPool.Run(&ForwardJob.Run, &job, groups, threads);
            for (job.Together = alone; job.Together < chunks; job.Together++)
            {
                job.Steps = arenas.Begin(TProgram.ImageShares * team, out job.Round);
                WorkerPool.Run(&ForwardJob.Join, &job, team, team);
            }
            _arenas.Return(arenas);
        }
    }

    /// <summary>Training mode with the declared loss.</summary>
    public float Backward<TLoss, TTarget>(ReadOnlySpan<float> input, ReadOnlySpan<TTarget> targets, Span<float> gradients, Span<float> output, Span<float> inputGradient, int height = 0, int width = 0)
        where TLoss : struct, INetworkLoss<TTarget>
        where TTarget : unmanaged
    {
        int images = CheckTraining(input, gradients, inputGradient, height, width);
        CheckLength(targets.Length, images, TLoss.TargetLength(height, width), nameof(targets), "the targets");
        if (output.Length > 0) CheckLength(output.Length, images, TProgram.OutputLength(height, width), nameof(output), "the outputs");
        float scale = TLoss.Prepare(targets);

        Enter();
        try
        {
            fixed (float* inputs = input, outputs = output, inputGradients = inputGradient, gradient = gradients)
            fixed (TTarget* target = targets)
            {
                TrainingJob job = Begin(inputs, images, outputs, inputGradients, height, width);
                job.Targets = target;
                job.Scale = scale;
                job.Loss = &EvaluateLoss<TLoss, TTarget>;
                if (TProgram.Segments == 1) job.Whole = true;
                else RunForward(&job);
                RunBackward(&job, gradient);
                double loss = 0;
                for (int chunk = 0; chunk < job.Chunks; chunk++) loss += job.Losses[chunk];
                return (float)loss;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Training mode with a loss of the caller's own, over the whole batch.</summary>
    public float BackwardFrom<TLoss>(ReadOnlySpan<float> input, ref TLoss loss, Span<float> gradients, Span<float> inputGradient, int height = 0, int width = 0)
        where TLoss : ILoss, allows ref struct
    {
        int images = CheckTraining(input, gradients, inputGradient, height, width);
        Enter();
        try
        {
            Span<float> output = _workspace.Output(images * TProgram.OutputLength(height, width));
            Span<float> outputGradient = _workspace.OutputGradient(images * TProgram.OutputLength(height, width));
            fixed (float* inputs = input, outputs = output, inputGradients = inputGradient, gradient = gradients, outputGradients = outputGradient)
            {
                TrainingJob job = Begin(inputs, images, outputs, inputGradients, height, width, phased: true);
                RunForward(&job);
                outputGradient.Clear();
                float value = loss.Evaluate(output, outputGradient);
                job.OutputGradients = outputGradients;
                RunBackward(&job, gradient);
                return value;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The declared loss of outputs that are there already.</summary>
    public float Loss<TLoss, TTarget>(ReadOnlySpan<float> output, ReadOnlySpan<TTarget> targets, Shape shape)
        where TLoss : struct, INetworkLoss<TTarget>
        where TTarget : unmanaged
    {
        int each = TProgram.OutputLength(0, 0), images = output.Length / each;
        CheckLength(output.Length, Math.Max(images, 1), each, nameof(output), "the outputs");
        CheckLength(targets.Length, images, TLoss.TargetLength(0, 0), nameof(targets), "the targets");
        float scale = TLoss.Prepare(targets);
        Enter();
        try
        {
            ArenaLayout layout = TProgram.Training(0, 0);
            float* arena = _workspace.Arenas(1, layout.Length)[0], own = _workspace.Own(1, TProgram.TrainingOwn)[0];
            double loss = 0;
            for (int first = 0; first < images; first += TProgram.TrainingChunk)
            {
                int count = Math.Min(TProgram.TrainingChunk, images - first);
                var places = new ChunkPlaces { Arena = arena, FirstImage = first, Count = count };
                var chunk = new Chunk(&places, 1, null, _parameters.Pointer, _buffers.Pointer, null, 0, 0, 0, 0, 0) { OwnMemory = own };
                ref float source = ref Unsafe.AsRef(in output[first * each]);
                if (TProgram.TrainingChunk > 1) Lanes.FromImages(ref source, ref arena[layout.Output], each, count);
                else Blocks.FromPlanar(ref source, ref arena[layout.Output], shape.Channels, shape.Height * shape.Width);
                loss += TLoss.Evaluate(in chunk, ref Unsafe.AsRef(in targets[first * TLoss.TargetLength(0, 0)]), scale);
            }
            return (float)loss;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>The training-mode forward pass, which shows what every layer made of the batch and leaves no trace.</summary>
    public void TraceForward(ReadOnlySpan<float> input, ReadOnlySpan<LayerInfo> layers, ForwardHook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        int images = CountImages(input.Length, 0, 0, nameof(input));
        if (images == 0) throw new ArgumentException("Expected at least one input, found none.", nameof(input));
        Enter();
        float[] statistics = _buffers.Span.ToArray();
        try
        {
            fixed (float* inputs = input)
            {
                TrainingJob job = Begin(inputs, images, null, null, 0, 0, phased: true, keepsOwn: true);
                int arena = TProgram.Training(0, 0).Length;
                RunForward(&job);
                for (int layer = 0; layer < layers.Length; layer++)
                {
                    Shape shape = layers[layer].Output;
                    int place = TProgram.LayerOutputs[layer];
                    if (place < 0) continue;
                    float[] outputs = new float[checked(images * shape.Length)];
                    for (int chunk = 0; chunk < job.Chunks; chunk++)
                    {
                        int first = chunk * TProgram.TrainingChunk;
                        ref float source = ref place < arena ? ref job.Arenas[chunk][place] : ref job.Own[chunk][place - arena], target = ref outputs[first * shape.Length];
                        if (TProgram.TrainingChunk > 1) Lanes.ToImages(ref source, ref target, shape.Length, Math.Min(TProgram.TrainingChunk, images - first));
                        else Blocks.ToPlanar(ref source, ref target, shape.Channels, shape.Height * shape.Width);
                    }
                    hook(layer, outputs);
                }
            }
        }
        finally
        {
            statistics.CopyTo(_buffers.Span);
            Volatile.Write(ref _running, 0);
        }
    }

    private int Threads => Math.Min(_threads, Compute.MaxDegreeOfParallelism);

    private static int CountChunks(int images, int chunk) => (images + chunk - 1) / chunk;

    private static double EvaluateLoss<TLoss, TTarget>(TrainingJob* job, in Chunk chunk)
        where TLoss : struct, INetworkLoss<TTarget>
        where TTarget : unmanaged =>
        TLoss.Evaluate(in chunk, ref ((TTarget*)job->Targets)[(nint)chunk.FirstImage * TLoss.TargetLength(job->Height, job->Width)], job->Scale);

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _running, 1, 0) != 0)
        {
            throw new InvalidOperationException("Another Backward of this network is running: one at a time per instance. Use an instance a thread, or let this one use more threads.");
        }
    }

    private void Leave()
    {
        // Running statistics have changed.
        if (TProgram.StatisticsLength > 0) ParametersChanged();
        TrainingStep++;
        Volatile.Write(ref _running, 0);
    }

    private TrainingJob Begin(float* input, int images, float* output, float* inputGradient, int height, int width, bool phased = false, bool keepsOwn = false)
    {
        int chunks = CountChunks(images, TProgram.TrainingChunk);
        bool keepsAll = phased || TProgram.Segments > 1;
        int partitions = Math.Min(TProgram.GradientPartitions, chunks);
        int threads = Math.Min(Threads, keepsAll ? chunks : partitions);
        // With one thread, and a single pass over one chunk after the other, one partial sum is used again and again; the order of additions is the same.
        bool singlePartial = threads == 1 && TProgram.Segments == 1 && TProgram.TrainingGroup(0) == 1;
        return new TrainingJob
        {
            Input = input,
            Output = output,
            InputGradient = inputGradient,
            Parameters = _parameters.Pointer,
            Buffers = _buffers.Pointer,
            Packed = _trainingPacked.Get(_parameters, _buffers, Version, TProgram.TrainingPackedLength < FewGradients ? 1 : Threads),
            Arenas = _workspace.Arenas(keepsAll ? chunks : threads * Math.Min(TProgram.TrainingGroup(0), (chunks + threads - 1) / threads), TProgram.Training(height, width).Length),
            Own = _workspace.Own(keepsOwn ? chunks : threads, TProgram.TrainingOwn),
            Partials = _workspace.Partials(singlePartial ? 1 : partitions, PartialLength),
            Deferred = _workspace.Deferred(checked(chunks * TProgram.TrainingChunk * TProgram.DeferredLength)),
            PackedTotal = _workspace.PackedTotal(TProgram.PackedGradientLength),
            Losses = _workspace.Losses(chunks),
            Statistics = _workspace.Statistics(chunks * TProgram.StatisticsLength),
            Shared = _workspace.Shared(TProgram.SharedLength),
            Images = images,
            Height = height,
            Width = width,
            Chunks = chunks,
            Partitions = partitions,
            Threads = threads,
            KeepsAll = keepsAll,
            KeepsOwn = keepsOwn,
            SinglePartial = singlePartial,
            DropoutSeed = DropoutSeed,
            TrainingStep = TrainingStep,
            ImageOffset = ImageOffset,
            Frozen = _frozen is null ? null : (bool*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_frozen)),
        };
    }

    // A segment begins with the images that the one before it ended with, since what they need is still in a cache.
    private static bool Alternates => TProgram.Segments > 1;

    private static void RunForward(TrainingJob* job)
    {
        for (int segment = 0; segment < TProgram.Segments; segment++)
        {
            job->EnterSegment(segment, reverses: Alternates && segment % 2 == 1);
            WorkerPool.Run(&TrainingJob.Forward, job, (job->Chunks + job->Group - 1) / job->Group, job->Threads, job->Reverses);
            if (segment < TProgram.Segments - 1) TProgram.ForwardBarrier(segment, job->Barrier(null));
        }
    }

    private static void RunBackward(TrainingJob* job, float* gradients)
    {
        job->Gradients = gradients;
        if (job->SinglePartial) new Span<float>(job->PackedTotal, TProgram.PackedGradientLength).Clear();
        for (int segment = TProgram.Segments - 1; segment >= 0; segment--)
        {
            job->EnterSegment(segment, reverses: Alternates && segment % 2 == 0);
            job->First = segment == TProgram.Segments - 1;
            RunPartitions(job);
            if (segment > 0) TProgram.BackwardBarrier(segment - 1, job->Barrier(gradients));
        }
        if (!job->SinglePartial && !GathersFew) WorkerPool.Run(&TrainingJob.AddSlice, job, job->Threads, job->Threads);
        WorkerPool.Run(&TrainingJob.Finish, job, GatheredParts + TProgram.DeferredParts, job->Threads);
    }

    private static void RunPartitions(TrainingJob* job)
    {
        if (!job->SinglePartial)
        {
            WorkerPool.Run(&TrainingJob.Partition, job, (job->Partitions + job->Stride - 1) / job->Stride, job->Threads, job->Reverses);
            return;
        }
        for (int i = 0; i < job->Partitions; i++)
        {
            TrainingJob.Partition(job, 0, job->Reverses ? job->Partitions - 1 - i : i);
            float* partial = job->Partials[0];
            Add(new ReadOnlySpan<float>(partial, TProgram.PackedGradientLength), new Span<float>(job->PackedTotal, TProgram.PackedGradientLength));
        }
    }

    private static void Add(ReadOnlySpan<float> source, Span<float> target)
    {
        ReadOnlySpan<System.Numerics.Vector<float>> sources = MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(source);
        Span<System.Numerics.Vector<float>> targets = MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(target);
        for (int i = 0; i < targets.Length; i++) targets[i] += sources[i];
        for (int i = targets.Length * System.Numerics.Vector<float>.Count; i < target.Length; i++) target[i] += source[i];
    }

    private static int CountImages(int length, int height, int width, string name)
    {
        int each = TProgram.InputLength(height, width);
        if (length % each != 0) throw new ArgumentException($"Expected a whole number of inputs of {each} numbers, found {length} numbers ({length / each} inputs and {length % each} left over).", name);
        return length / each;
    }

    private static void CheckLength(int length, int images, int each, string name, string what)
    {
        if (length != (long)images * each)
        {
            throw new ArgumentException($"Expected {what} of {images} images, {images} × {each} = {(long)images * each} numbers, found {length}.", name);
        }
    }

    private int CheckTraining(ReadOnlySpan<float> input, Span<float> gradients, Span<float> inputGradient, int height, int width)
    {
        if (TProgram.InputLength(0, 0) == 0) CheckSize(height, width); // The size is known at run time only.
        int images = CountImages(input.Length, height, width, nameof(input));
        if (images == 0) throw new ArgumentException("Expected at least one input, found none.", nameof(input));
        if (gradients.Length != TProgram.ParameterLength) throw new ArgumentException($"Expected {TProgram.ParameterLength} gradients, one a parameter, found {gradients.Length}.", nameof(gradients));
        if (inputGradient.Length > 0 && inputGradient.Length != input.Length) throw new ArgumentException($"Expected no input gradient or one of the input's length, {input.Length}, found {inputGradient.Length}.", nameof(inputGradient));
        return images;
    }

    private struct ForwardJob
    {
        public float* Input, Output, Parameters, Buffers, Packed;
        public float** Arenas;
        public SharedStep* Steps;
        public uint Round;
        public int Chunk, Chunks, Group, Images, Height, Width, Together, Members;

        /// <summary>One more thread for the image at hand.</summary>
        public static void Join(void* state, int worker, int member)
        {
            var job = (ForwardJob*)state;
            job->RunImages(job->Together, 1, job->Arenas, job->Arenas[worker], new Team(job->Steps, job->Round, worker, job->Members));
        }

        public static void Run(void* state, int worker, int group)
        {
            var job = (ForwardJob*)state;
            int first = group * job->Group;
            float** arenas = job->Arenas + worker * job->Group;
            if (job->Chunk == 1) job->RunImages(first, Math.Min(job->Group, job->Chunks - first), arenas, arenas[0], default);
            else job->RunLanes(first, arenas[0]);
        }

        private readonly void RunImages(int first, int images, float** arenas, float* own, Team team)
        {
            ChunkPlaces* places = stackalloc ChunkPlaces[images];
            for (int i = 0; i < images; i++) places[i] = Place(first + i, 1, arenas[i]);
            TProgram.EvaluateImage(new Chunk(places, images, Packed, Parameters, Buffers, null, Height, Width, 0, 0, 0) { Team = team, OwnMemory = own + TProgram.ImageScratch });
        }

        private readonly void RunLanes(int chunk, float* arena)
        {
            int first = chunk * Chunk, count = Math.Min(Chunk, Images - first);
            ChunkPlaces places = Place(first, count, arena);
            ArenaLayout layout = TProgram.Evaluation(Height, Width);
            Lanes.FromImages(ref *places.Input, ref arena[layout.Input], TProgram.InputLength(Height, Width), count);
            TProgram.Evaluate(new Chunk(&places, 1, Packed, Parameters, Buffers, null, Height, Width, 0, 0, 0));
            Lanes.ToImages(ref arena[layout.Output], ref *places.Output, TProgram.OutputLength(Height, Width), count);
        }

        private readonly ChunkPlaces Place(int first, int count, float* arena) => new()
        {
            Input = Input + (nint)first * TProgram.InputLength(Height, Width),
            Output = Output + (nint)first * TProgram.OutputLength(Height, Width),
            Arena = arena,
            FirstImage = first,
            Count = count,
        };
    }

    private struct TrainingJob
    {
        public float* Input, Output, InputGradient, OutputGradients, Parameters, Buffers, Packed, PackedTotal, Statistics, Shared, Deferred, Gradients;
        public float** Arenas, Own, Partials;
        public double* Losses;
        public void* Targets;
        public delegate*<TrainingJob*, in Chunk, double> Loss;
        public float Scale;
        public int Images, Height, Width, Chunks, Partitions, Stride, Group, Threads, Segment, ImageOffset;
        public bool* Frozen;
        /// <summary>Whether the images come from the last to the first, those side by side, too: so the order of a partition's additions does not depend on how many those are.</summary>
        public bool Reverses;
        public bool KeepsAll, KeepsOwn, SinglePartial, Whole, First;
        public long DropoutSeed, TrainingStep;

        public readonly Barrier Barrier(float* gradients) =>
            new(Statistics, TProgram.StatisticsLength, TProgram.TrainingChunk, Chunks, Images, Shared, Parameters, Buffers, Frozen, gradients, Height, Width);

        private readonly int InputLength => TProgram.InputLength(Height, Width);

        private readonly int OutputLength => TProgram.OutputLength(Height, Width);

        private readonly ArenaLayout Layout => TProgram.Training(Height, Width);

        public void EnterSegment(int segment, bool reverses)
        {
            int most = TProgram.TrainingGroup(segment);
            Segment = segment;
            Reverses = reverses;
            Group = Math.Min(most, (Chunks + Threads - 1) / Threads);
            // Where images go side by side, a thread has several partitions at once.
            Stride = most == 1 ? 1 : Math.Max(1, Partitions / Threads);
        }

        public static void Forward(void* state, int worker, int group)
        {
            var job = (TrainingJob*)state;
            int first = group * job->Group, count = Math.Min(job->Group, job->Chunks - first);
            ChunkPlaces* places = stackalloc ChunkPlaces[count];
            Chunk chunk = job->Place(places, worker, first, count, hasPartials: false);
            if (job->Segment == 0) job->ReadInput(in chunk);
            TProgram.Forward(job->Segment, in chunk);
            if (job->Segment == TProgram.Segments - 1) job->WriteOutput(in chunk);
        }

        /// <summary>Backward through a partition of the chunks, or through some of them.</summary>
        public static void Partition(void* state, int worker, int item)
        {
            var job = (TrainingJob*)state;
            ChunkPlaces* places = stackalloc ChunkPlaces[job->Group];
            int firstPartition = item * job->Stride, endPartition = Math.Min(job->Partitions, firstPartition + job->Stride);
            for (int partition = firstPartition; job->First && partition < endPartition; partition++) new Span<float>(job->Partials[job->SinglePartial ? 0 : partition], PartialLength).Clear();
            int start = job->Start(firstPartition), end = job->Start(endPartition);
            for (int done = 0; done < end - start; done += job->Group)
            {
                int count = Math.Min(job->Group, end - start - done), first = job->Reverses ? end - done - count : start + done;
                Chunk chunk = job->Place(places, worker, first, count, hasPartials: true);
                if (job->Whole)
                {
                    job->ReadInput(in chunk);
                    TProgram.Forward(0, in chunk);
                    job->WriteOutput(in chunk);
                }
                if (job->Whole || job->First)
                {
                    for (int i = 0; i < count; i++) job->ReadOutputGradient(chunk[i], job->Index(first, count, i));
                }
                TProgram.Backward(job->Segment, in chunk);
                if (job->Segment == 0) job->WriteInputGradient(in chunk);
            }
        }

        /// <summary>Adds up a slice of the partial gradients: each number is the sum of the partitions' in their order, on any number of threads.</summary>
        public static void AddSlice(void* state, int worker, int slice)
        {
            var job = (TrainingJob*)state;
            int length = TProgram.PackedGradientLength;
            int from = (int)((long)slice * length / job->Threads), count = (int)((long)(slice + 1) * length / job->Threads) - from;
            var total = new Span<float>(job->PackedTotal + from, count);
            total.Clear();
            for (int partition = 0; partition < job->Partitions; partition++) Add(new ReadOnlySpan<float>(job->Partials[partition] + from, count), total);
        }

        /// <summary>Adds to the caller's gradients: a part of those that were gathered, or of those that are made of all images at once.</summary>
        public static void Finish(void* state, int worker, int part)
        {
            var job = (TrainingJob*)state;
            if (part >= GatheredParts) TProgram.AddDeferred(part - GatheredParts, ref *job->Deferred, job->Images, ref *job->Gradients);
            else if (!GathersFew) TProgram.Unpack(part, ref *job->PackedTotal, ref *job->Gradients);
            else
            {
                for (int slice = 0; slice < job->Threads && !job->SinglePartial; slice++) AddSlice(state, worker, slice);
                for (int i = 0; i < TProgram.UnpackParts; i++) TProgram.Unpack(i, ref *job->PackedTotal, ref *job->Gradients);
            }
        }

        // The first chunk of a partition.
        private readonly int Start(int partition) => (int)((long)partition * Chunks / Partitions);

        // Which of so many chunks side by side comes in that place.
        private readonly int Index(int first, int count, int place) => first + (Reverses ? count - 1 - place : place);

        private readonly Chunk Place(ChunkPlaces* places, int worker, int first, int count, bool hasPartials)
        {
            for (int i = 0; i < count; i++)
            {
                int chunk = Index(first, count, i), image = chunk * TProgram.TrainingChunk;
                float* partial = !hasPartials ? null : Partials[SinglePartial ? 0 : (int)(((long)(chunk + 1) * Partitions - 1) / Chunks)];
                places[i] = new ChunkPlaces
                {
                    Input = Input + (nint)image * InputLength,
                    Output = Output is null ? null : Output + (nint)image * OutputLength,
                    OutputGradient = OutputGradients is null ? null : OutputGradients + (nint)image * OutputLength,
                    InputGradient = InputGradient is null ? null : InputGradient + (nint)image * InputLength,
                    Arena = Arenas[KeepsAll ? chunk : worker * Group + i],
                    PackedGradients = partial,
                    Statistics = Statistics + (nint)chunk * TProgram.StatisticsLength,
                    Deferred = Deferred + (nint)image * TProgram.DeferredLength,
                    FirstImage = image,
                    Count = Math.Min(TProgram.TrainingChunk, Images - image),
                };
            }
            return new Chunk(places, count, Packed, Parameters, Buffers, Shared, Height, Width, DropoutSeed, TrainingStep, ImageOffset) { OwnMemory = Own[KeepsOwn ? first : worker] };
        }

        // A single image is read and written by the emitted code, from and to where the caller has it.
        private readonly void ReadInput(in Chunk chunk)
        {
            if (TProgram.TrainingChunk > 1) Lanes.FromImages(ref chunk.Input, ref Unsafe.Add(ref chunk.Arena, Layout.Input), InputLength, chunk.Count);
        }

        private readonly void WriteOutput(in Chunk chunk)
        {
            if (TProgram.TrainingChunk > 1 && chunk.WantsOutput) Lanes.ToImages(ref Unsafe.Add(ref chunk.Arena, Layout.Output), ref chunk.Output, OutputLength, chunk.Count);
        }

        private void ReadOutputGradient(in Chunk chunk, int index)
        {
            if (Loss is not null)
            {
                fixed (TrainingJob* job = &this) Losses[index] = Loss(job, in chunk);
                return;
            }
            if (TProgram.TrainingChunk == 1) return;
            ref float target = ref Unsafe.Add(ref chunk.Arena, Layout.OutputGradient);
            Lanes.FromImages(ref chunk.OutputGradient, ref target, OutputLength, chunk.Count);
            // Unused lanes repeat the last image; they must not count twice.
            for (int lane = chunk.Count; lane < Lanes.Count; lane++)
            {
                for (int i = 0; i < OutputLength; i++) Unsafe.Add(ref target, i * Lanes.Count + lane) = 0;
            }
        }

        private readonly void WriteInputGradient(in Chunk chunk)
        {
            if (TProgram.TrainingChunk > 1 && chunk.WantsInputGradient) Lanes.ToImages(ref Unsafe.Add(ref chunk.Arena, Layout.InputGradient), ref chunk.InputGradient, InputLength, chunk.Count);
        }
    }
}
