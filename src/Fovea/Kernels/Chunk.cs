using System.ComponentModel;

namespace Fovea.Kernels;

/// <summary>Sixteen images on their way through a network, one a lane; or a single one, or a few of them side by side. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct Chunk
{
    private readonly ChunkPlaces* _places;

    internal Chunk(ChunkPlaces* places, int images, float* packed, float* parameters, float* buffers, float* shared, int height, int width, long dropoutSeed, long trainingStep, int imageOffset)
    {
        Packed = ref *packed;
        Parameters = ref *parameters;
        Buffers = ref *buffers;
        Shared = ref *shared;
        Height = height;
        Width = width;
        DropoutSeed = dropoutSeed;
        TrainingStep = trainingStep;
        ImageOffset = imageOffset;
        _places = places;
        Images = images;
        ref ChunkPlaces own = ref *places;
        Input = ref *own.Input;
        Output = ref *own.Output;
        OutputGradient = ref *own.OutputGradient;
        InputGradient = ref *own.InputGradient;
        Arena = ref *own.Arena;
        PackedGradients = ref *own.PackedGradients;
        Statistics = ref *own.Statistics;
        Deferred = ref *own.Deferred;
        FirstImage = own.FirstImage;
        Count = own.Count;
        WantsInputGradient = own.InputGradient is not null;
        WantsOutput = own.Output is not null;
        HasOutputGradient = own.OutputGradient is not null;
    }

    /// <summary>How many images go side by side, each in an arena of its own: more than one only in blocks.</summary>
    public readonly int Images;

    /// <summary>One of those by itself.</summary>
    public Chunk this[int image]
    {
        get
        {
            fixed (float* packed = &Packed, parameters = &Parameters, buffers = &Buffers, shared = &Shared)
            {
                return new Chunk(_places + image, 1, packed, parameters, buffers, shared, Height, Width, DropoutSeed, TrainingStep, ImageOffset) { Team = Team, OwnMemory = OwnMemory };
            }
        }
    }

    /// <summary>The arena of one of those.</summary>
    public ref float ArenaOf(int image) => ref *_places[image].Arena;

    /// <summary>Leaves some of every image's arena for gradients that are made of all images at once.</summary>
    public void Defer(int place, int length, int target)
    {
        for (int image = 0; image < Images; image++) new ReadOnlySpan<float>(_places[image].Arena + place, length).CopyTo(new Span<float>(_places[image].Deferred + target, length));
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

    /// <summary>The partial gradients that this chunk adds to.</summary>
    public readonly ref float PackedGradients;

    /// <summary>What each image leaves for gradients that are made of all images at once.</summary>
    public readonly ref float Deferred;

    /// <summary>The chunk's values, gradients and what else the passes keep.</summary>
    public readonly ref float Arena;

    /// <summary>What this thread uses and forgets: where several work on one image, and in training between batch barriers.</summary>
    public ref float Own => ref *OwnMemory;

    internal float* OwnMemory { get; init; }

    /// <summary>The network's parameters.</summary>
    public readonly ref float Parameters;

    /// <summary>The network's buffers.</summary>
    public readonly ref float Buffers;

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

/// <summary>Where one chunk's numbers lie.</summary>
internal unsafe struct ChunkPlaces
{
    public float* Input, Output, OutputGradient, InputGradient, Arena, PackedGradients, Statistics, Deferred;
    public int FirstImage, Count;
}
