using Fovea;

namespace Recognition.Decoders;

/// <summary>The way back in convolutions, after unpooling: each number returns to where its pool had found it.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Conv2d(96, 11, Stride = 4, Padding = 5), ReLU, MaxPool2d(3, Stride = 2, Padding = 1, Name = "pool1")]
[Conv2d(256, 5, Padding = 2), ReLU, MaxPool2d(3, Stride = 2, Padding = 1, Name = "pool2")]
[Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU, MaxPool2d(3, Stride = 2, Padding = 1, Name = "pool3")]
[MaxUnpool2d("pool3"), Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU]
[MaxUnpool2d("pool2"), Conv2d(96, 5, Padding = 2), ReLU]
[MaxUnpool2d("pool1"), Conv2d(20, 3, Padding = 1), Upsample(4, Mode = ResizeMode.Bilinear)]
[CrossEntropyLoss]
public sealed partial class Unpooling;
