using Fovea;

namespace Recognition.Decoders;

/// <summary>AlexNet's convolutions: every 32×32 pixels become one, with 256 channels.</summary>
[Block]
[Conv2d(96, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(256, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
public sealed partial class Encoder;
