using Fovea;

namespace Reading.Shapes;

/// <summary>Four filters of 5×5 over red, green and blue.</summary>
[Network(3, 32, 32), Conv2d(4, 5)]
public sealed partial class ColourFilters;
