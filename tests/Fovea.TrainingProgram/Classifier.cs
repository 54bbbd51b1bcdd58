using Fovea;

namespace Fovea.TrainingProgram;

[Network(1, 8, 8)]
[Conv2d(8, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU, MaxPool2d(2)]
[Residual<Pair>(12)]
[Dropout(0.25), Flatten, Linear(10)]
[CrossEntropyLoss]
internal sealed partial class Classifier;

[Block]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d, ReLU]
[Conv2d(Given.Channels, 3, Padding = 1, Bias = false), BatchNorm2d]
internal sealed partial class Pair;
