using Fovea;

namespace Segmentation;

/// <summary>
/// <see cref="SegNet"/> for images of any size, as the refactoring "Take images of any size" wrote it: Flatten and Linear are the convolution that computes the same, under the
/// name that they had, and Unflatten is PixelShuffle. Output: as large as the input, where that is a multiple of 64.
/// </summary>
[Network(3, Dim.Any, Dim.Any)]
[Conv2d(50, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Conv2d(100, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Conv2d(640, 4, Stride = 4, Name = "linear1"), ReLU, PixelShuffle(4)]
[ConvTranspose2d(32, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU]
[ConvTranspose2d(8, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(5, 4, Stride = 2, Padding = 1)]
[CrossEntropyLoss]
public sealed partial class ConvolutionalSegNet;
