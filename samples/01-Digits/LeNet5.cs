using Fovea;

namespace Digits;

/// <summary>LeNet-5, after LeCun et al., 1998, with today's activations. Hover over a layer to see its shape.</summary>
[Network(1, 28, 28)]
[Conv2d(6, 5, Padding = 2), ReLU, MaxPool2d(2)]
[Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
[CrossEntropyLoss]
public sealed partial class LeNet5;
