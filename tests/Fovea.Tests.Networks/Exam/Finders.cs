namespace Fovea.Tests.Networks.Exam;

/// <summary>A filter that learns from examples what it is to find.</summary>
[Network(1, 3, 3), Conv2d(1, 3)]
[MSELoss]
public sealed partial class Finder;
