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

    // Partial gradients: those in the tensors' order, up to a whole cache line, then those in the order of packed weights.
    private static int NaturalLength => (TProgram.ParameterLength + Padding + Lanes.Count - 1) / Lanes.Count * Lanes.Count;

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
        SharedStep* steps = stackalloc SharedStep[together == 0 ? 0 : TProgram.ImageShares];
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
                Arenas = arenas.Take(Math.Max(Math.Min(threads, chunks), together == 0 ? 0 : team), chunk == 1 ? TProgram.ImageLength : TProgram.Evaluation(height, width).Length),
                Steps = steps,
                Chunk = chunk,
                Images = images,
                Height = height,
                Width = width,
            };
            if (together < chunks) WorkerPool.Run(&ForwardJob.Run, &job, chunks - together, threads);
            for (job.Together = chunks - together; job.Together < chunks; job.Together++)
            {
                new Span<SharedStep>(steps, TProgram.ImageShares).Clear();
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
            float* arena = _workspace.Arenas(1, layout.Length)[0];
            double loss = 0;
            for (int first = 0; first < images; first += TProgram.TrainingChunk)
            {
                int count = Math.Min(TProgram.TrainingChunk, images - first);
                var chunk = new Chunk(null, null, null, null, null, null, arena, _parameters.Pointer, _buffers.Pointer, null, null, null, first, count, 0, 0, 0, 0, 0);
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
                TrainingJob job = Begin(inputs, images, null, null, 0, 0, phased: true);
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
                        ref float source = ref job.Arenas[chunk][place], target = ref outputs[first * shape.Length];
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

    private TrainingJob Begin(float* input, int images, float* output, float* inputGradient, int height, int width, bool phased = false)
    {
        int chunks = CountChunks(images, TProgram.TrainingChunk);
        bool keepsAll = phased || TProgram.Segments > 1;
        int partitions = Math.Min(TProgram.GradientPartitions, chunks);
        int threads = Math.Min(Threads, keepsAll ? chunks : partitions);
        // With one thread, and a single pass over the chunks, one partial sum is used again and again; the order of additions is the same.
        int partials = threads == 1 && TProgram.Segments == 1 ? 1 : partitions;
        return new TrainingJob
        {
            Input = input,
            Output = output,
            InputGradient = inputGradient,
            Parameters = _parameters.Pointer,
            Buffers = _buffers.Pointer,
            Packed = _trainingPacked.Get(_parameters, _buffers, Version),
            Arenas = _workspace.Arenas(keepsAll ? chunks : threads, TProgram.Training(height, width).Length),
            Partials = _workspace.Partials(partials, NaturalLength + TProgram.PackedGradientLength),
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
            SinglePartial = partials == 1 && TProgram.Segments == 1,
            DropoutSeed = DropoutSeed,
            TrainingStep = TrainingStep,
            ImageOffset = ImageOffset,
            Frozen = _frozen is null ? null : (bool*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_frozen)),
        };
    }

    private static void RunForward(TrainingJob* job)
    {
        for (int segment = 0; segment < TProgram.Segments; segment++)
        {
            job->Segment = segment;
            WorkerPool.Run(&TrainingJob.Forward, job, job->Chunks, job->Threads);
            if (segment < TProgram.Segments - 1) TProgram.ForwardBarrier(segment, job->Barrier(null));
        }
    }

    private static void RunBackward(TrainingJob* job, float* gradients)
    {
        new Span<float>(job->PackedTotal, TProgram.PackedGradientLength).Clear();
        if (!job->SinglePartial) job->ClearPartials();
        for (int segment = TProgram.Segments - 1; segment >= 0; segment--)
        {
            job->Segment = segment;
            job->First = segment == TProgram.Segments - 1;
            RunPartitions(job, gradients);
            if (segment > 0) TProgram.BackwardBarrier(segment - 1, job->Barrier(gradients));
        }
        // Partial sums are added to the caller's gradients in the order of the partitions, on any number of threads.
        if (!job->SinglePartial)
        {
            for (int partition = 0; partition < job->Partitions; partition++) Add(job, partition, gradients);
        }
        TProgram.Unpack(ref *job->PackedTotal, ref *gradients);
    }

    private static void RunPartitions(TrainingJob* job, float* gradients)
    {
        if (!job->SinglePartial)
        {
            WorkerPool.Run(&TrainingJob.Partition, job, job->Partitions, job->Threads);
            return;
        }
        for (int partition = 0; partition < job->Partitions; partition++)
        {
            job->ClearPartials();
            TrainingJob.Partition(job, 0, partition);
            Add(job, 0, gradients);
        }
    }

    private static void Add(TrainingJob* job, int partition, float* gradients)
    {
        float* partial = job->Partials[partition];
        Add(new ReadOnlySpan<float>(partial, TProgram.ParameterLength), new Span<float>(gradients, TProgram.ParameterLength));
        Add(new ReadOnlySpan<float>(partial + NaturalLength, TProgram.PackedGradientLength), new Span<float>(job->PackedTotal, TProgram.PackedGradientLength));
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
        public int Chunk, Images, Height, Width, Together;

        /// <summary>One more thread for the image at hand.</summary>
        public static void Join(void* state, int worker, int member)
        {
            var job = (ForwardJob*)state;
            job->Run(job->Together, job->Arenas[0], job->Arenas[worker], new Team(job->Steps));
        }

        public static void Run(void* state, int worker, int chunk)
        {
            var job = (ForwardJob*)state;
            job->Run(chunk, job->Arenas[worker], job->Arenas[worker], default);
        }

        private readonly void Run(int chunk, float* arena, float* own, Team team)
        {
            int first = chunk * Chunk, count = Math.Min(Chunk, Images - first);
            int inputLength = TProgram.InputLength(Height, Width), outputLength = TProgram.OutputLength(Height, Width);
            float* input = Input + (nint)first * inputLength, output = Output + (nint)first * outputLength;
            var place = new Chunk(input, output, Packed, null, null, null, arena, Parameters, Buffers, null, null, null, first, count, Height, Width, 0, 0, 0) { Team = team, OwnScratch = own + TProgram.ImageScratch };
            if (Chunk == 1)
            {
                TProgram.EvaluateImage(in place);
                return;
            }
            ArenaLayout layout = TProgram.Evaluation(Height, Width);
            Lanes.FromImages(ref *input, ref arena[layout.Input], inputLength, count);
            TProgram.Evaluate(in place);
            Lanes.ToImages(ref arena[layout.Output], ref *output, outputLength, count);
        }
    }

    private struct TrainingJob
    {
        public float* Input, Output, InputGradient, OutputGradients, Parameters, Buffers, Packed, PackedTotal, Statistics, Shared;
        public float** Arenas, Partials;
        public double* Losses;
        public void* Targets;
        public delegate*<TrainingJob*, in Chunk, double> Loss;
        public float Scale;
        public int Images, Height, Width, Chunks, Partitions, Threads, Segment, ImageOffset;
        public bool* Frozen;
        public bool KeepsAll, SinglePartial, Whole, First;
        public long DropoutSeed, TrainingStep;

        public readonly Barrier Barrier(float* gradients) =>
            new(Statistics, TProgram.StatisticsLength, TProgram.TrainingChunk, Chunks, Images, Shared, Parameters, Buffers, Frozen, gradients, Height, Width);

        private readonly int InputLength => TProgram.InputLength(Height, Width);

        private readonly int OutputLength => TProgram.OutputLength(Height, Width);

        private readonly ArenaLayout Layout => TProgram.Training(Height, Width);

        public static void Forward(void* state, int worker, int chunk)
        {
            var job = (TrainingJob*)state;
            Chunk place = job->Place(worker, chunk, partial: null);
            if (job->Segment == 0) job->ReadInput(in place);
            TProgram.Forward(job->Segment, in place);
            if (job->Segment == TProgram.Segments - 1) job->WriteOutput(in place);
        }

        public readonly void ClearPartials()
        {
            for (int i = 0; i < (SinglePartial ? 1 : Partitions); i++) new Span<float>(Partials[i], NaturalLength + TProgram.PackedGradientLength).Clear();
        }

        public static void Partition(void* state, int worker, int partition)
        {
            var job = (TrainingJob*)state;
            float* partial = job->Partials[job->SinglePartial ? 0 : partition];
            int end = (int)((long)(partition + 1) * job->Chunks / job->Partitions);
            for (int chunk = (int)((long)partition * job->Chunks / job->Partitions); chunk < end; chunk++)
            {
                Chunk place = job->Place(worker, chunk, partial);
                if (job->Whole)
                {
                    job->ReadInput(in place);
                    TProgram.Forward(0, in place);
                    job->WriteOutput(in place);
                }
                if (job->Whole || job->First) job->ReadOutputGradient(in place, chunk);
                TProgram.Backward(job->Segment, in place);
                if (job->Segment == 0) job->WriteInputGradient(in place);
            }
        }

        private readonly Chunk Place(int worker, int chunk, float* partial)
        {
            nint first = chunk * TProgram.TrainingChunk;
            return new(
                Input + first * InputLength, Output is null ? null : Output + first * OutputLength, Packed,
                OutputGradients is null ? null : OutputGradients + first * OutputLength, InputGradient is null ? null : InputGradient + first * InputLength,
                partial is null ? null : partial + NaturalLength,
                Arenas[KeepsAll ? chunk : worker], Parameters, Buffers, partial, Statistics + (nint)chunk * TProgram.StatisticsLength, Shared,
                (int)first, Math.Min(TProgram.TrainingChunk, Images - (int)first), Height, Width, DropoutSeed, TrainingStep, ImageOffset);
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
