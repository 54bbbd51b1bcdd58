using System.ComponentModel;

namespace Fovea.Kernels;

/// <summary>Sixteen images on their way through a network, one a lane. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct Chunk
{
    internal Chunk(float* arena, float* parameters, float* buffers, float* gradients, float* statistics, float* shared, int firstImage, int count, bool wantsInputGradient, int height, int width, long dropoutSeed, long trainingStep, int imageOffset)
    {
        Arena = ref *arena;
        Parameters = ref *parameters;
        Buffers = ref *buffers;
        Gradients = ref *gradients;
        Statistics = ref *statistics;
        Shared = ref *shared;
        FirstImage = firstImage;
        Count = count;
        WantsInputGradient = wantsInputGradient;
        Height = height;
        Width = width;
        DropoutSeed = dropoutSeed;
        TrainingStep = trainingStep;
        ImageOffset = imageOffset;
    }

    /// <summary>The chunk's values, gradients and what else the passes keep.</summary>
    public readonly ref float Arena;

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

    /// <summary>Whether the caller asked for the gradient of the input.</summary>
    public readonly bool WantsInputGradient;

    /// <summary>The input's height, where it is known only at run time.</summary>
    public readonly int Height;

    /// <summary>The input's width, where it is known only at run time.</summary>
    public readonly int Width;

    /// <summary>The network's dropout seed.</summary>
    public readonly long DropoutSeed;

    /// <summary>The network's training step.</summary>
    public readonly long TrainingStep;

    /// <summary>The index of the batch's first image among all that make the step.</summary>
    public readonly int ImageOffset;
}
