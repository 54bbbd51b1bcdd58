using Fovea;

namespace Residual;

/// <summary>Ten convolutions, one after another. The compiler warns of it at the tenth, and here it is meant: gradients vanish, which is what there is to see.</summary>
#pragma warning disable FOV2007
[Network(1, 28, 28)]
[Conv2d(8, 3, Padding = 1, Name = "stem"), ReLU, MaxPool2d(2)]
[Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 3, Padding = 1), ReLU]
[Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 3, Padding = 1), ReLU]
[Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 3, Padding = 1), ReLU]
[Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 3, Padding = 1), ReLU]
[Conv2d(8, 3, Padding = 1), ReLU, Conv2d(8, 3, Padding = 1), ReLU]
[MaxPool2d(2), Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class Plain;
#pragma warning restore FOV2007
