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
}

/// <summary>A layer that in blocks may be computed by Winograd's algorithm.</summary>
internal interface ITakesWinograd
{
    /// <summary>The layer with the choice made for it.</summary>
    Layer With(Winograd wanted);

    /// <summary>Whether its forward pass is computed so.</summary>
    bool UsesWinograd(Node node);
}
