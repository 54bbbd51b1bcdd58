using System.ComponentModel;

namespace Fovea.Kernels;

/// <summary>
/// What the compiler emits for a network: sizes, and the passes over one chunk: sixteen images in the lanes layout, or one image, or a few side by side, in the blocked layout.
/// Heights and widths are those of a run-time size; a network of fixed size does not look at them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INetworkProgram
{
    /// <summary>Floats in one input.</summary>
    static abstract int InputLength(int height, int width);

    /// <summary>Floats in one output.</summary>
    static abstract int OutputLength(int height, int width);

    /// <summary>Floats in all trainable tensors.</summary>
    static abstract int ParameterLength { get; }

    /// <summary>Floats in all other tensors.</summary>
    static abstract int BufferLength { get; }

    /// <summary>Images in a chunk outside training, for a batch of so many: sixteen or one.</summary>
    static abstract int EvaluationChunk(int images);

    /// <summary>Images in a chunk in training: sixteen or one.</summary>
    static abstract int TrainingChunk { get; }

    /// <summary>The arena of one chunk in lanes, outside training.</summary>
    static abstract ArenaLayout Evaluation(int height, int width);

    /// <summary>The arena of one image in blocks, outside training.</summary>
    static abstract int ImageLength { get; }

    /// <summary>Where a thread's scratch lies in the arena of one image.</summary>
    static abstract int ImageScratch { get; }

    /// <summary>The most steps of one image that threads share, outside training.</summary>
    static abstract int ImageShares { get; }

    /// <summary>The most threads for one image, outside training: one where that is as good as several.</summary>
    static abstract int ImageThreads { get; }

    /// <summary>The most images that go side by side in blocks, outside training.</summary>
    static abstract int ImageGroup { get; }

    /// <summary>The most images that go side by side in a segment of training.</summary>
    static abstract int TrainingGroup(int segment);

    /// <summary>Floats of packed weights outside training.</summary>
    static abstract int PackedLength { get; }

    /// <summary>Floats of packed weights in training.</summary>
    static abstract int TrainingPackedLength { get; }

    /// <summary>Into how many parts their packing is cut: a layer each.</summary>
    static abstract int PackParts { get; }

    /// <summary>Into how many parts the adding of what chunks gathered to the gradients is cut.</summary>
    static abstract int UnpackParts { get; }

    /// <summary>Floats of the gradients that chunks add to by themselves: in the order of packed weights, or as they are.</summary>
    static abstract int PackedGradientLength { get; }

    /// <summary>What an image leaves for gradients that are made of all images at once, in floats.</summary>
    static abstract int DeferredLength { get; }

    /// <summary>Into how many parts the making of those is cut.</summary>
    static abstract int DeferredParts { get; }

    /// <summary>The arena of one chunk, in training.</summary>
    static abstract ArenaLayout Training(int height, int width);

    /// <summary>Floats of a thread's own memory in training, which every image uses and forgets between two batch barriers.</summary>
    static abstract int TrainingOwn { get; }

    /// <summary>Into how many partial sums the gradients of a large batch are cut. Fixed, so that the result does not depend on threads.</summary>
    static abstract int GradientPartitions { get; }

    /// <summary>Stretches of layers between batch barriers.</summary>
    static abstract int Segments { get; }

    /// <summary>Floats that one chunk contributes at barriers.</summary>
    static abstract int StatisticsLength { get; }

    /// <summary>Floats that barriers share with all chunks.</summary>
    static abstract int SharedLength { get; }

    /// <summary>Where each layer's output lies in the training arena, or past its end in the thread's own memory; -1 where it is not computed. None where sizes are known at run time only.</summary>
    static abstract ReadOnlySpan<int> LayerOutputs { get; }

    /// <summary>Throws if some layer cannot take a run-time size.</summary>
    static abstract void CheckSize(int height, int width);

    /// <summary>Fills new tensors: PyTorch's defaults.</summary>
    static abstract void Initialize(int seed, Span<float> parameters, Span<float> buffers);

    /// <summary>Packs the weights for passes outside training.</summary>
    static abstract void Pack(ref float parameters, ref float buffers, ref float packed);

    /// <summary>Packs a part of the weights for training.</summary>
    static abstract void PackTraining(int part, ref float parameters, ref float buffers, ref float packed);

    /// <summary>Adds a part of the gradients in the order of packed weights to the gradients.</summary>
    static abstract void Unpack(int part, ref float packed, ref float gradients);

    /// <summary>Adds a part of the gradients that are made of all images at once.</summary>
    static abstract void AddDeferred(int part, ref float deferred, int images, ref float gradients);

    /// <summary>The forward pass outside training, of sixteen images.</summary>
    static abstract void Evaluate(in Chunk chunk);

    /// <summary>The forward pass outside training, of one image, or of a few side by side.</summary>
    static abstract void EvaluateImage(in Chunk chunk);

    /// <summary>One segment of the training forward pass.</summary>
    static abstract void Forward(int segment, in Chunk chunk);

    /// <summary>One segment of the backward pass.</summary>
    static abstract void Backward(int segment, in Chunk chunk);

    /// <summary>After all chunks went through a forward segment but the last.</summary>
    static abstract void ForwardBarrier(int segment, in Barrier barrier);

    /// <summary>After all chunks came back to a segment but the first.</summary>
    static abstract void BackwardBarrier(int segment, in Barrier barrier);
}

/// <summary>A network's declared loss, on one chunk.</summary>
/// <typeparam name="TTarget"><see cref="int"/> labels or <see cref="float"/> numbers.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INetworkLoss<TTarget>
    where TTarget : unmanaged
{
    /// <summary>Targets of one image.</summary>
    static abstract int TargetLength(int height, int width);

    /// <summary>Checks the batch's targets and returns the factor of every term: the reduction's normaliser.</summary>
    static abstract float Prepare(ReadOnlySpan<TTarget> targets);

    /// <summary>Writes the output's gradient, zero in unused lanes, and returns the chunk's part of the loss.</summary>
    static abstract double Evaluate(in Chunk chunk, ref TTarget targets, float scale);
}

/// <summary>Where things lie in a chunk's arena, in floats.</summary>
/// <param name="Length">All of it.</param>
/// <param name="Input">The input.</param>
/// <param name="Output">The output.</param>
/// <param name="InputGradient">The input's gradient; in training.</param>
/// <param name="OutputGradient">The output's gradient; in training.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ArenaLayout(int Length, int Input, int Output, int InputGradient = 0, int OutputGradient = 0);

/// <summary>The whole batch at a barrier between two segments.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct Barrier
{
    private readonly int _chunk;
    private readonly bool* _frozen;

    internal Barrier(float* statistics, int statisticsLength, int chunk, int chunks, int images, float* shared, float* parameters, float* buffers, bool* frozen, float* gradients, int height, int width)
    {
        Statistics = new ReadOnlySpan<float>(statistics, statisticsLength * chunks);
        _chunk = chunk;
        _frozen = frozen;
        Chunks = chunks;
        Images = images;
        Shared = ref *shared;
        Parameters = ref *parameters;
        Buffers = ref *buffers;
        Gradients = ref *gradients;
        Height = height;
        Width = width;
    }

    /// <summary>What every chunk contributed, chunk after chunk.</summary>
    public readonly ReadOnlySpan<float> Statistics;

    /// <summary>How many chunks.</summary>
    public readonly int Chunks;

    /// <summary>How many images.</summary>
    public readonly int Images;

    /// <summary>What the barrier shares with all chunks.</summary>
    public readonly ref float Shared;

    /// <summary>The network's parameters.</summary>
    public readonly ref float Parameters;

    /// <summary>The network's buffers.</summary>
    public readonly ref float Buffers;

    /// <summary>The caller's gradients.</summary>
    public readonly ref float Gradients;

    /// <summary>The input's height, where it is known only at run time.</summary>
    public readonly int Height;

    /// <summary>The input's width, where it is known only at run time.</summary>
    public readonly int Width;

    /// <summary>Whether a number of the buffers is held still.</summary>
    public bool IsFrozen(int buffer) => _frozen is not null && _frozen[buffer];

    /// <summary>The images of one chunk: sixteen, but for the last, or one.</summary>
    public int CountOf(int chunk) => Math.Min(_chunk, Images - chunk * _chunk);
}
