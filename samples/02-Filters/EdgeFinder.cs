using Fovea;

namespace Filters;

/// <summary>A filter that is to be found: nine weights, which learn from examples what a vertical edge is.</summary>
[Network(1, 3, 3), Conv2d(1, 3, Bias = false)]
[MSELoss]
public sealed partial class EdgeFinder;

/// <summary>What was found, on images of any size.</summary>
[Network(1, Dim.Any, Dim.Any), Conv2d(1, 3, Bias = false)]
public sealed partial class FoundEdges;
