using Fovea;

namespace Reading;

/// <summary>LeNet-5 on images of 32×32, after LeCun et al., 1998, with today's activations.</summary>
[Network(1, 32, 32)]
[Conv2d(6, 5), ReLU, MaxPool2d(2)]
[Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120, In = 400, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(10, Name = "f3")]
[CrossEntropyLoss]
public sealed partial class LeNet;
