using System.ComponentModel;

namespace Fovea.Kernels;

/// <summary>Sixteen images on their way through a network, one a lane, or a single one. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct Chunk
{
    internal Chunk(float* input, float* output, float* packed, float* outputGradient, float* inputGradient, float* packedGradients, float* arena, float* parameters, float* buffers, float* gradients, float* statistics, float* shared, int firstImage, int count, int height, int width, long dropoutSeed, long trainingStep, int imageOffset)
    {
        Input = ref *input;
        Output = ref *output;
        Packed = ref *packed;
        OutputGradient = ref *outputGradient;
        InputGradient = ref *inputGradient;
        PackedGradients = ref *packedGradients;
        Arena = ref *arena;
        Parameters = ref *parameters;
        Buffers = ref *buffers;
        Gradients = ref *gradients;
        Statistics = ref *statistics;
        Shared = ref *shared;
        FirstImage = firstImage;
        Count = count;
        WantsInputGradient = inputGradient is not null;
        WantsOutput = output is not null;
        HasOutputGradient = outputGradient is not null;
        Height = height;
        Width = width;
        DropoutSeed = dropoutSeed;
        TrainingStep = trainingStep;
        ImageOffset = imageOffset;
    }

    /// <summary>The caller's first image.</summary>
    public readonly ref float Input;

    /// <summary>Where the first image's output goes.</summary>
    public readonly ref float Output;

    /// <summary>The packed weights.</summary>
    public readonly ref float Packed;

    /// <summary>The first image's output gradient, where the caller computed the loss.</summary>
    public readonly ref float OutputGradient;

    /// <summary>Where the first image's input gradient goes.</summary>
    public readonly ref float InputGradient;

    /// <summary>The partial gradients that this chunk adds to, in the order of packed weights.</summary>
    public readonly ref float PackedGradients;

    /// <summary>The chunk's values, gradients and what else the passes keep.</summary>
    public readonly ref float Arena;

    /// <summary>What this thread uses and forgets, where several work on one image.</summary>
    public ref float Scratch => ref *OwnScratch;

    internal float* OwnScratch { get; init; }

    /// <summary>The network's parameters.</summary>
    public readonly ref float Parameters;

    /// <summary>The network's buffers.</summary>
    public readonly ref float Buffers;

    /// <summary>The partial gradients that this chunk adds to.</summary>
    public readonly ref float Gradients;

    /// <summary>What this chunk contributes at a batch barrier.</summary>
    public readonly ref float Statistics;

    /// <summary>What a batch barrier found.</summary>
    public readonly ref float Shared;

    /// <summary>The first image's index in the batch.</summary>
    public readonly int FirstImage;

    /// <summary>How many of the sixteen lanes hold images; the others repeat the last one and count for nothing.</summary>
    public readonly int Count;

    /// <summary>Whether the caller asked for the outputs.</summary>
    public readonly bool WantsOutput;

    /// <summary>Whether the caller computed the loss.</summary>
    public readonly bool HasOutputGradient;

    /// <summary>Whether the caller asked for the gradient of the input.</summary>
    public readonly bool WantsInputGradient;

    /// <summary>The input's height, where it is known only at run time.</summary>
    public readonly int Height;

    /// <summary>The input's width, where it is known only at run time.</summary>
    public readonly int Width;

    /// <summary>The threads that work on this image.</summary>
    public Team Team { get; internal init; }

    /// <summary>The network's dropout seed.</summary>
    public readonly long DropoutSeed;

    /// <summary>The network's training step.</summary>
    public readonly long TrainingStep;

    /// <summary>The index of the batch's first image among all that make the step.</summary>
    public readonly int ImageOffset;
}
