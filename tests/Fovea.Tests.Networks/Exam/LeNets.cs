namespace Fovea.Tests.Networks.Exam;

/// <summary>LeNet-5 on 32×32.</summary>
[Network(1, 32, 32)]
[Conv2d(6, 5), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120, In = 400, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(10, Name = "f3")]
[CrossEntropyLoss]
public sealed partial class LeNet;

/// <summary>For 26 letters.</summary>
[Network(1, 32, 32)]
[Conv2d(6, 5), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120, In = 400, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(26, Name = "f3")]
[CrossEntropyLoss]
public sealed partial class LettersLeNet;

/// <summary>68×68, resized.</summary>
[Network(1, 68, 68), Resize(32, 32), Use<LeNet>(Name = "lenet")]
public sealed partial class Resized;

/// <summary>68×68, a convolution and a pooling in front.</summary>
[Network(1, 68, 68), Conv2d(1, 5, Name = "front"), ReLU, MaxPool2d(2), Use<LeNet>(Name = "lenet")]
public sealed partial class InFront;

/// <summary>68×68, a larger first linear layer.</summary>
[Network(1, 68, 68)]
[Conv2d(6, 5), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Flatten, Linear(120, In = 3136, Name = "f1"), ReLU, Linear(84, Name = "f2"), ReLU, Linear(10, Name = "f3")]
public sealed partial class Wider;

/// <summary>Any size from 32×32 on: fully convolutional, with global average pooling.</summary>
[Network(1, Dim.Any, Dim.Any)]
[Conv2d(6, 5), ReLU, MaxPool2d(2), Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Conv2d(120, 5, Name = "f1"), ReLU, Conv2d(84, 1, Name = "f2"), ReLU, Conv2d(10, 1, Name = "f3"), GlobalAvgPool, Flatten]
public sealed partial class ConvolutionalLeNet;
