using Fovea;

namespace Training;

/// <summary>A small residual network: 13,000 parameters read digits better than LeNet's 61,000.</summary>
[Network(1, 28, 28)]
[Conv2d(12, 5, Padding = 2, Bias = false, Name = "conv1"), BatchNorm2d, ReLU, MaxPool2d(2)]
[Residual<Basic>(12, Name = "layer1"), Residual<Basic>(24, Stride = 2, Name = "layer2")]
[GlobalAvgPool, Flatten, Dropout(0.1), Linear(10)]
[CrossEntropyLoss]
public sealed partial class DigitReader;

/// <summary>He et al., 2015: two convolutions, whose input is added to their output.</summary>
[Block]
[Conv2d(Given.Channels, 3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d]
public sealed partial class Basic;
