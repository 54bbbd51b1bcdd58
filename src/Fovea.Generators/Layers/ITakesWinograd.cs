using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>Whether convolutions that can be computed by Winograd's algorithm are.</summary>
internal enum Winograd
{
    /// <summary>Where that is likely to be faster.</summary>
    Auto,

    /// <summary>All of them.</summary>
    Always,

    /// <summary>None.</summary>
    Never,

    /// <summary>Where that is likely to be faster, with tiles of 4×4 outputs.</summary>
    F4x4,
}

/// <summary>A layer that in blocks may be computed by Winograd's algorithm.</summary>
internal interface ITakesWinograd
{
    /// <summary>The layer with the choice made for it, or the one whose kernels compute it.</summary>
    Layer With(Node node, Winograd wanted);

    /// <summary>The algorithm that computes its forward pass, or null if that is the sum.</summary>
    string? Algorithm(Node node);
}
