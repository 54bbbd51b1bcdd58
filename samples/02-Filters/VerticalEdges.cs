using Fovea;

namespace Filters;

/// <summary>The difference of each pixel and its right neighbour, two rows added: kernel (1 −1; 1 −1). What changes from left to right is an edge.</summary>
[Network(1, Dim.Any, Dim.Any)]
[Filter(1, -1,  1, -1)]
public sealed partial class VerticalEdges;
