namespace Fovea.Tests;

/// <summary>Batch normalisation twice, a residual and dropout: what makes determinism hard.</summary>
[Network(1, 8, 8)]
[Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
[Residual<NormalizedBlock>(12)]
[Dropout(0.25), Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class SmallResNet;

[Block]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d]
public sealed partial class NormalizedBlock;

/// <summary>One segment: no layer looks at the whole batch.</summary>
[Network(1, 8, 8)]
[Conv2d(6, 3), ReLU, AvgPool2d(2)]
[Flatten, Dropout(0.5), Linear(20), Tanh, Linear(10)]
[CrossEntropyLoss]
public sealed partial class SmallLeNet;

/// <summary>Group normalisation, and a loss on numbers.</summary>
[Network(1, 8, 8)]
[Conv2d(8, 3, Padding = 1), GroupNorm(2), SiLU]
[Conv2d(1, 3, Padding = 1)]
[MSELoss]
public sealed partial class SmallDenoiser;

/// <summary>Large enough for the blocked layout, one image at a time.</summary>
[Network(1, 8, 8)]
[Upsample(4), Conv2d(20, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(20, 3, Stride = 2, Padding = 1), ReLU, Dropout2d(0.25)]
[GlobalAvgPool, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class LargeNet;

/// <summary>Every layer is large enough to be cut into parts for several threads: planar and blocked input, borders, phases, planes, and rows that are left over.</summary>
[Network(3, 48, 48)]
[Conv2d(24, 3, Padding = 1), ReLU, DepthwiseConv2d(5, Padding = 2), Sigmoid, MaxPool2d(2)]
[ConvTranspose2d(20, 4, Stride = 2, Padding = 1), Tanh, AvgPool2d(8)]
[Flatten, Linear(1001), Sigmoid]
[MSELoss]
public sealed partial class DivisibleNet;

/// <summary>Batch normalisation before weights that images side by side share.</summary>
[Network(1, 8, 8)]
[Upsample(4), Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
[Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Flatten, Linear(64), ReLU, Linear(10)]
[CrossEntropyLoss]
public sealed partial class WideNet;
