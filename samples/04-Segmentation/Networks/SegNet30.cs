using Fovea;

namespace Segmentation;

/// <summary><see cref="SegNet"/> for the thirty classes of Cityscapes: one number is another.</summary>
[Network(3, 64, 64)]
[Conv2d(50, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Conv2d(100, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Flatten, Linear(640), ReLU, Unflatten(40, 4, 4)]
[ConvTranspose2d(32, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU]
[ConvTranspose2d(8, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(30, 4, Stride = 2, Padding = 1)]
[CrossEntropyLoss]
public sealed partial class SegNet30;
