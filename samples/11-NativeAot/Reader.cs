using Fovea;

namespace NativeAot;

/// <summary>Reads a digit of 12×12 pixels.</summary>
[Network(1, 12, 12)]
[Conv2d(8, 3, Padding = 1), ReLU, MaxPool2d(2)]
[Conv2d(16, 3, Padding = 1), ReLU, MaxPool2d(2)]
[Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class Reader;
