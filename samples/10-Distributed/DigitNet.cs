using Fovea;

namespace Distributed;

/// <summary>Reads digits of 8×8 pixels.</summary>
[Network(1, 8, 8)]
[Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(32, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
[Flatten, Dropout(0.25), Linear(64), ReLU, Linear(10)]
[CrossEntropyLoss]
public sealed partial class DigitNet;
