using Fovea;

namespace Reading.Shapes;

/// <summary>Three convolutions of 3×3 see as much as one of 7×7.</summary>
[Network(3, 224, 224), Conv2d(4, 3), ReLU, Conv2d(4, 3), ReLU, Conv2d(4, 3)]
public sealed partial class ThreeLayers;
