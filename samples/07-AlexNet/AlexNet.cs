using Fovea;

namespace Recognition;

/// <summary>After Krizhevsky et al., 2012, on 256×256 pixels. A kernel of f has the padding (f − 1)/2, so that only strides make images smaller.</summary>
[Network(3, 256, 256)]
[Conv2d(96, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(256, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Flatten, Linear(4096), ReLU, Linear(4096), ReLU, Linear(1000)]
[CrossEntropyLoss]
public sealed partial class AlexNet;
