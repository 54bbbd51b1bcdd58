using Fovea;

namespace Residual;

/// <summary>The same ten convolutions in five pairs. The input of each pair is added to its output.</summary>
[Network(1, 28, 28)]
[Conv2d(8, 3, Padding = 1, Name = "stem"), ReLU, MaxPool2d(2)]
[Residual<Pair>(Repeat = 5, Name = "pair")]
[MaxPool2d(2), Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class Skipping;

/// <summary>Two convolutions.</summary>
[Block]
[Conv2d(Given.Channels, 3, Padding = 1), ReLU, Conv2d(Given.Channels, 3, Padding = 1)]
public sealed partial class Pair;
