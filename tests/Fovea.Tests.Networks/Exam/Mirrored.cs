namespace Fovea.Tests.Networks.Exam;

/// <summary>AlexNet's convolutions with a sixteenth of their channels, and their mirror image in transposed convolutions.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Conv2d(6, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1), Conv2d(16, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(24, 3, Padding = 1), ReLU, Conv2d(24, 3, Padding = 1), ReLU, Conv2d(16, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[ConvTranspose2d(24, 3, Stride = 2, Padding = 1, OutputPadding = 1), ReLU, ConvTranspose2d(24, 3, Padding = 1), ReLU]
[ConvTranspose2d(16, 3, Stride = 2, Padding = 1, OutputPadding = 1), ReLU, ConvTranspose2d(6, 5, Stride = 2, Padding = 2, OutputPadding = 1), ReLU]
[ConvTranspose2d(20, 11, Stride = 4, Padding = 5, OutputPadding = 3)]
[CrossEntropyLoss]
public sealed partial class Mirrored;

/// <summary>The same with unpooling and convolutions.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Conv2d(6, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1, Name = "pool1"), Conv2d(16, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1, Name = "pool2")]
[Conv2d(24, 3, Padding = 1), ReLU, Conv2d(24, 3, Padding = 1), ReLU, Conv2d(16, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1, Name = "pool3")]
[MaxUnpool2d("pool3"), Conv2d(24, 3, Padding = 1), ReLU, Conv2d(24, 3, Padding = 1), ReLU, Conv2d(16, 3, Padding = 1), ReLU]
[MaxUnpool2d("pool2"), Conv2d(6, 5, Padding = 2), ReLU, MaxUnpool2d("pool1"), Conv2d(20, 3, Padding = 1), Upsample(4)]
[CrossEntropyLoss]
public sealed partial class Unpooled;

/// <summary>The same with upsampling and convolutions.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Conv2d(6, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1), Conv2d(16, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Conv2d(24, 3, Padding = 1), ReLU, Conv2d(24, 3, Padding = 1), ReLU, Conv2d(16, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Upsample(2), Conv2d(24, 3, Padding = 1), ReLU, Conv2d(24, 3, Padding = 1), ReLU, Conv2d(16, 3, Padding = 1), ReLU]
[Upsample(2), Conv2d(6, 5, Padding = 2), ReLU, Upsample(2), Conv2d(20, 3, Padding = 1), Upsample(4)]
[CrossEntropyLoss]
public sealed partial class Upsampled;
