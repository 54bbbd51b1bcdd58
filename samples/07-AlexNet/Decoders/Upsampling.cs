using Fovea;

namespace Recognition.Decoders;

/// <summary>The way back in convolutions, after nearest-neighbour upsampling.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Use<Encoder>(Name = "encoder")]
[Upsample(2), Conv2d(384, 3, Padding = 1), ReLU, Conv2d(384, 3, Padding = 1), ReLU, Conv2d(256, 3, Padding = 1), ReLU]
[Upsample(2), Conv2d(96, 5, Padding = 2), ReLU]
[Upsample(2), Conv2d(20, 3, Padding = 1), Upsample(4, Mode = ResizeMode.Bilinear)]
[CrossEntropyLoss]
public sealed partial class Upsampling;
