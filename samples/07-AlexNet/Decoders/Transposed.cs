using Fovea;

namespace Recognition.Decoders;

/// <summary>A class for each pixel, of 20. The way back is the mirror of the way there, in transposed convolutions: 2·2·2·4 = 32 times as many rows and columns.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Use<Encoder>(Name = "encoder")]
[ConvTranspose2d(384, 3, Stride = 2, Padding = 1, OutputPadding = 1), ReLU, ConvTranspose2d(384, 3, Padding = 1), ReLU]
[ConvTranspose2d(256, 3, Stride = 2, Padding = 1, OutputPadding = 1), ReLU]
[ConvTranspose2d(96, 5, Stride = 2, Padding = 2, OutputPadding = 1), ReLU]
[ConvTranspose2d(20, 11, Stride = 4, Padding = 5, OutputPadding = 3)]
[CrossEntropyLoss]
public sealed partial class Transposed;
