using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// A layer that mixes channels and has passes of its own in the blocked layout, [C/16][H][W][16]. Layers that work plane by plane need none
/// (<see cref="Layer.IsPlanewise"/>); for all others the image goes through the lanes layout, one lane used.
/// </summary>
internal interface IBlockedLayer
{
    /// <summary>Whether it has, with these arguments and shapes.</summary>
    bool IsBlocked(Node node);

    /// <summary>Writes the forward pass of one image.</summary>
    void EmitBlockedForward(Step step);

    /// <summary>Writes the backward pass of one image: adds to the weights' gradients, and writes or adds to the input's.</summary>
    void EmitBlockedBackward(Step step);
}

/// <summary>One whose forward pass of one image can be cut into parts that write different outputs, for several threads.</summary>
internal interface IDivisible : IBlockedLayer;

/// <summary>One that, outside training, can write a planar image of few channels, from a planar one or from blocks.</summary>
internal interface ISpatial : IPackedLayer
{
    /// <summary>Whether it can, with these arguments and shapes.</summary>
    bool IsSpatial(Node node);
}

/// <summary>One that, outside training, can take the maximum over 2×2 outputs in registers.</summary>
internal interface ITakesPool : IPackedLayer;

/// <summary>
/// One with so many weights that images side by side had better share a reading of them: it works on all images of the chunk. The gradients of its tensors are made
/// of all images at once, from what each leaves for that.
/// </summary>
internal interface IGroupedLayer : IDivisible
{
    /// <summary>How many images share a reading.</summary>
    int Group { get; }

    /// <summary>Floats that an image leaves.</summary>
    int DeferredLength(Node node);

    /// <summary>Into how many parts the making of the gradients can be cut.</summary>
    int DeferredParts(Node node);

    /// <summary>Writes the addition of one of those, the local <c>part</c>, to the gradients.</summary>
    void EmitDeferred(Step step);
}

/// <summary>One that reads its weights in an order of its own, into which they are packed when they change.</summary>
internal interface IPackedLayer : IBlockedLayer
{
    /// <summary>Floats of packed weights, those that only the backward pass reads included in training; 0 if this pass reads them as they lie.</summary>
    int PackedLength(Node node, bool training);

    /// <summary>Floats of gradients in the order of packed weights.</summary>
    int PackedGradientLength(Node node);

    /// <summary>Floats that a pass uses and forgets.</summary>
    Size BlockedScratch(Node node, bool training);

    /// <summary>Writes the packing of its weights for the step's pass.</summary>
    void EmitPack(Step step);

    /// <summary>Writes the addition of its packed gradients to the tensors'.</summary>
    void EmitUnpack(Step step);
}

/// <summary>One that can read the caller's planar image, [C][H][W], as it is.</summary>
internal interface IReadsPlanar : IPackedLayer;

/// <summary>One that outside training can take over, in registers, a batch normalisation after it and then an addition, besides an activation.</summary>
internal interface ITakesOver : IPackedLayer, ITakesEpilogue;
