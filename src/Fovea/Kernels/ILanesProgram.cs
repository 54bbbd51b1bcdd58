using System.ComponentModel;

namespace Fovea.Kernels;

/// <summary>What the compiler emits for a network in the lanes layout: sizes, and the passes over one chunk of sixteen images. Heights and widths are those of a run-time size; a network of fixed size does not look at them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ILanesProgram
{
    /// <summary>Floats in one input.</summary>
    static abstract int InputLength(int height, int width);

    /// <summary>Floats in one output.</summary>
    static abstract int OutputLength(int height, int width);

    /// <summary>Floats in all trainable tensors.</summary>
    static abstract int ParameterLength { get; }

    /// <summary>Floats in all other tensors.</summary>
    static abstract int BufferLength { get; }

    /// <summary>The arena of one chunk, outside training.</summary>
    static abstract ArenaLayout Evaluation(int height, int width);

    /// <summary>The arena of one chunk, in training.</summary>
    static abstract ArenaLayout Training(int height, int width);

    /// <summary>Into how many partial sums the gradients of a large batch are cut. Fixed, so that the result does not depend on threads.</summary>
    static abstract int GradientPartitions { get; }

    /// <summary>Stretches of layers between batch barriers.</summary>
    static abstract int Segments { get; }

    /// <summary>Floats that one chunk contributes at barriers.</summary>
    static abstract int StatisticsLength { get; }

    /// <summary>Floats that barriers share with all chunks.</summary>
    static abstract int SharedLength { get; }

    /// <summary>Where each layer's output lies in the training arena; -1 where it is not computed. None where sizes are known at run time only.</summary>
    static abstract ReadOnlySpan<int> LayerOutputs { get; }

    /// <summary>Throws if some layer cannot take a run-time size.</summary>
    static abstract void CheckSize(int height, int width);

    /// <summary>Fills new tensors: PyTorch's defaults.</summary>
    static abstract void Initialize(int seed, Span<float> parameters, Span<float> buffers);

    /// <summary>The forward pass outside training.</summary>
    static abstract void Evaluate(in Chunk chunk);

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
public interface ILanesLoss<TTarget>
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
    internal Barrier(float* statistics, int statisticsLength, int chunks, int images, float* shared, float* parameters, float* buffers, float* gradients, int height, int width)
    {
        Statistics = new ReadOnlySpan<float>(statistics, statisticsLength * chunks);
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

    /// <summary>The images of one chunk: sixteen, but for the last.</summary>
    public int CountOf(int chunk) => Math.Min(Lanes.Count, Images - chunk * Lanes.Count);
}
