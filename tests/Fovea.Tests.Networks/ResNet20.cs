namespace Fovea.Tests.Networks;

/// <summary>He et al.'s ResNet-20 for CIFAR-10, with shortcuts of kind A.</summary>
[Network(3, 32, 32)]
[Conv2d(16, 3, Padding = 1, Bias = false, Name = "conv1"), BatchNorm2d, ReLU]
[Residual<Basic>(16, Repeat = 3, Name = "layer1")]
[Residual<Basic>(32, Stride = 2, Repeat = 3, Shortcut = Shortcut.ZeroPad, Name = "layer2")]
[Residual<Basic>(64, Stride = 2, Repeat = 3, Shortcut = Shortcut.ZeroPad, Name = "layer3")]
[GlobalAvgPool, Flatten, Linear(10, Name = "linear")]
[CrossEntropyLoss]
public sealed partial class ResNet20;

/// <summary>Two convolutions.</summary>
[Block]
[Conv2d(Given.Channels, 3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d]
public sealed partial class Basic;
