namespace Fovea.Benchmarks.Networks;

/// <summary>An encoder and a decoder for street scenes of 64×64, five classes.</summary>
[Network(3, 64, 64)]
[Conv2d(50, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2), Conv2d(100, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Flatten, Linear(640), ReLU, Unflatten(40, 4, 4)]
[ConvTranspose2d(32, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU]
[ConvTranspose2d(8, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(5, 4, Stride = 2, Padding = 1)]
[CrossEntropyLoss]
public sealed partial class SegNet;

/// <summary>AlexNet-like, on 256×256: Krizhevsky et al., 2012.</summary>
[Network(3, 256, 256)]
[Conv2d(96, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(256, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Flatten, Linear(4096), ReLU, Linear(4096), ReLU, Linear(1000)]
[CrossEntropyLoss]
public sealed partial class AlexNet;

/// <summary>The basic residual block: He et al., 2016.</summary>
[Block]
[Conv2d(Given.Channels, 3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d]
public sealed partial class Basic;

/// <summary>ResNet-20 on CIFAR's 32×32.</summary>
[Network(3, 32, 32)]
[Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Residual<Basic>(16, Repeat = 3), Residual<Basic>(32, Stride = 2, Repeat = 3), Residual<Basic>(64, Stride = 2, Repeat = 3)]
[GlobalAvgPool, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class ResNet20;

/// <summary>ResNet-18 on 224×224.</summary>
[Network(3, 224, 224)]
[Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false), BatchNorm2d, ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Residual<Basic>(64, Repeat = 2), Residual<Basic>(128, Stride = 2, Repeat = 2), Residual<Basic>(256, Stride = 2, Repeat = 2), Residual<Basic>(512, Stride = 2, Repeat = 2)]
[GlobalAvgPool, Flatten, Linear(1000)]
[CrossEntropyLoss]
public sealed partial class ResNet18;

/// <summary>A depthwise separable convolution: Howard et al., 2017.</summary>
[Block]
[DepthwiseConv2d(3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU6]
[Conv2d(Given.Channels, 1, Bias = false), BatchNorm2d, ReLU6]
public sealed partial class Separable;

/// <summary>MobileNetV1 of width 0.25 on 96×96, two classes.</summary>
[Network(3, 96, 96)]
[Conv2d(8, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm2d, ReLU6]
[Use<Separable>(16), Use<Separable>(32, Stride = 2), Use<Separable>(32), Use<Separable>(64, Stride = 2), Use<Separable>(64)]
[Use<Separable>(128, Stride = 2), Use<Separable>(128, Repeat = 5), Use<Separable>(256, Stride = 2), Use<Separable>(256)]
[GlobalAvgPool, Flatten, Linear(2)]
[CrossEntropyLoss]
public sealed partial class MobileNetV1;

/// <summary>An inverted residual: Sandler et al., 2018.</summary>
[Block]
[Conv2d(Given.Hidden, 1, Bias = false), BatchNorm2d, ReLU6]
[DepthwiseConv2d(3, Stride = Given.Stride, Padding = 1, Bias = false), BatchNorm2d, ReLU6]
[Conv2d(Given.Channels, 1, Bias = false), BatchNorm2d]
public sealed partial class Inverted;

/// <summary>MobileNetV2 of width 0.35 on 96×96.</summary>
[Network(3, 96, 96)]
[Conv2d(16, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm2d, ReLU6]
[DepthwiseConv2d(3, Padding = 1, Bias = false), BatchNorm2d, ReLU6, Conv2d(8, 1, Bias = false), BatchNorm2d]
[Use<Inverted>(8, Hidden = 48, Stride = 2), Residual<Inverted>(8, Hidden = 48, After = Activation.None)]
[Use<Inverted>(16, Hidden = 48, Stride = 2), Residual<Inverted>(16, Hidden = 96, Repeat = 2, After = Activation.None)]
[Use<Inverted>(24, Hidden = 96, Stride = 2), Residual<Inverted>(24, Hidden = 144, Repeat = 3, After = Activation.None)]
[Use<Inverted>(32, Hidden = 144), Residual<Inverted>(32, Hidden = 192, Repeat = 2, After = Activation.None)]
[Use<Inverted>(56, Hidden = 192, Stride = 2), Residual<Inverted>(56, Hidden = 336, Repeat = 2, After = Activation.None)]
[Use<Inverted>(112, Hidden = 336)]
[Conv2d(1280, 1, Bias = false), BatchNorm2d, ReLU6, GlobalAvgPool, Flatten, Linear(1000)]
[CrossEntropyLoss]
public sealed partial class MobileNetV2;
