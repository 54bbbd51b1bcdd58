using Fovea;

namespace Reading.Larger;

/// <summary>The fourth way: convolutions in place of the linear layers, and the mean over all places that they look at.</summary>
[Network(1, 68, 68)]
[Use<ConvolutionalLeNet>(Name = "lenet")]
[CrossEntropyLoss]
public sealed partial class Convolutional;

/// <summary>The same for images of any size from 32×32 on.</summary>
[Network(1, Dim.Any, Dim.Any)]
[Use<ConvolutionalLeNet>(Name = "lenet")]
public sealed partial class AnySize;

/// <summary>LeNet without a linear layer: f1 is a convolution as large as what it sees of 32×32 pixels.</summary>
[Block]
[Conv2d(6, 5), ReLU, MaxPool2d(2)]
[Conv2d(16, 5), ReLU, MaxPool2d(2)]
[Conv2d(120, 5, Name = "f1"), ReLU, Conv2d(84, 1, Name = "f2"), ReLU, Conv2d(10, 1, Name = "f3")]
[GlobalAvgPool, Flatten]
public sealed partial class ConvolutionalLeNet;
