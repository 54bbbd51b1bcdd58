using Fovea;

namespace Filters;

/// <summary>Nine weights and a threshold, which learn from examples what a black cross is.</summary>
[Network(1, 3, 3), Conv2d(1, 3)]
[BCEWithLogitsLoss]
public sealed partial class CrossFinder;

/// <summary>What was found, on images of any size.</summary>
[Network(1, Dim.Any, Dim.Any), Conv2d(1, 3)]
public sealed partial class FoundCrosses;
