using Fovea;

namespace Segmentation;

/// <summary>Says of each pixel of a street which of five classes it shows: an encoder down to 640 numbers, a decoder up again.</summary>
[Network(3, 64, 64)]
[Conv2d(50, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Conv2d(100, 4, Stride = 2, Padding = 1), ReLU, MaxPool2d(2)]
[Flatten, Linear(640), ReLU, Unflatten(40, 4, 4)]
[ConvTranspose2d(32, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU]
[ConvTranspose2d(8, 4, Stride = 2, Padding = 1), ReLU, ConvTranspose2d(5, 4, Stride = 2, Padding = 1)]
[CrossEntropyLoss]
public sealed partial class SegNet;
