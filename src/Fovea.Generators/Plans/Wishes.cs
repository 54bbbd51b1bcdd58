using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>What a project decides instead of the planner; null where it does not.</summary>
/// <param name="Layout">FoveaLayout: the layout of every network.</param>
/// <param name="Winograd">FoveaWinograd: which convolutions are computed by Winograd's algorithm, whatever the networks say.</param>
/// <param name="Sharing">FoveaSharing: which steps of an image threads share.</param>
internal readonly record struct Wishes(Layout? Layout, Winograd? Winograd, Sharing? Sharing);

/// <summary>Which steps of an image threads share.</summary>
internal enum Sharing
{
    /// <summary>None: an image is one thread's.</summary>
    Never,

    /// <summary>All that can be cut into parts, however small.</summary>
    Always,
}
