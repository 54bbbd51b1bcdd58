/// <summary>DenseNet with growth 32 (Huang et al. 2016).</summary>
[Network(3, 224, 224)]
[Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false), BatchNorm2d, ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Use<DenseLayer>(32, Hidden = 128, Repeat = 6), Use<Transition>(128)]
[Use<DenseLayer>(32, Hidden = 128, Repeat = 12), Use<Transition>(256)]
[Use<DenseLayer>(32, Hidden = 128, Repeat = 24), Use<Transition>(512)]
[Use<DenseLayer>(32, Hidden = 128, Repeat = 16), BatchNorm2d, ReLU]
[GlobalAvgPool, Conv2d(1000, 1)]
[CrossEntropyLoss]
public sealed partial class DenseNet121;

[Block]
[BatchNorm2d, ReLU, Conv2d(Given.Hidden, 1, Bias = false)]
[BatchNorm2d, ReLU, Conv2d(Given.Channels, 3, Padding = 1, Bias = false), Concat("input")]
public sealed partial class DenseLayer;

[Block]
[BatchNorm2d, ReLU, Conv2d(Given.Channels, 1, Bias = false), AvgPool2d(2)]
public sealed partial class Transition;
