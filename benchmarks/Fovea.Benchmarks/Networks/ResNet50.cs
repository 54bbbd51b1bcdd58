namespace Fovea.Benchmarks.Networks;

/// <summary>ResNet-50 on 224×224, the stride in the 3×3 convolution: He et al., 2016.</summary>
[Network(3, 224, 224)]
[Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false), BatchNorm2d, ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Residual<Bottleneck>(256, Hidden = 64, Repeat = 3), Residual<Bottleneck>(512, Hidden = 128, Stride = 2, Repeat = 4)]
[Residual<Bottleneck>(1024, Hidden = 256, Stride = 2, Repeat = 6), Residual<Bottleneck>(2048, Hidden = 512, Stride = 2, Repeat = 3)]
[GlobalAvgPool, Flatten, Linear(1000)]
[CrossEntropyLoss]
public sealed partial class ResNet50;

/// <summary>A residual block that is narrow in the middle.</summary>
[Block]
[Conv2d(Given.Hidden, 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Hidden, 3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Channels, 1, Bias = false), BatchNorm2d]
public sealed partial class Bottleneck;
