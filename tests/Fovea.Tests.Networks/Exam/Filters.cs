namespace Fovea.Tests.Networks.Exam;

/// <summary>1/9 of the sum of a pixel's neighbourhood.</summary>
[Network(1, 4, 4), Filter(1, 1, 1,  1, 1, 1,  1, 1, 1, Scale = 1 / 9.0, Padding = 1)]
public sealed partial class Blur;

/// <summary>Vertical edges.</summary>
[Network(1, 4, 4), Filter(1, -1,  1, -1)]
public sealed partial class VerticalEdges;
