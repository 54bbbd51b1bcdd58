using Fovea;

namespace Segmentation;

/// <summary><see cref="SegNet"/> for images of any size, which are pooled to one before the fully-connected layer. Output: always 64×64, a small map of the whole image.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Conv2d(50, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Conv2d(100, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[AdaptiveAvgPool2d(4), Flatten, Linear(640), ReLU, Unflatten(40, 4, 4)]
[ConvTranspose2d(32, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU]
[ConvTranspose2d(8, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(5, 4, Stride = 2, Padding = 1)]
[CrossEntropyLoss]
public sealed partial class PooledSegNet;
