using Fovea;

namespace FineTuning;

/// <summary>What a network learns of strokes and corners, and another may use.</summary>
[Block]
[Conv2d(16, 5, Padding = 2, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
[Conv2d(32, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
[Conv2d(64, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm2d, ReLU]
public sealed partial class Features;
