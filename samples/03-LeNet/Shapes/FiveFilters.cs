using Fovea;

namespace Reading.Shapes;

/// <summary>26×26×26, five filters of 7×7, stride 3, padding 1.</summary>
[Network(26, 26, 26), Conv2d(5, 7, Stride = 3, Padding = 1)]
public sealed partial class FiveFilters;
