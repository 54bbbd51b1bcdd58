using Fovea;

namespace Segmentation;

/// <summary>Fully convolutional from the start: four halvings, four doublings, and each size handed across to where it comes again. Any multiple of 16.</summary>
[Block]
[Conv2d(16, 3, Stride = 2, Padding = 1), ReLU(Name = "half")]
[Conv2d(24, 3, Stride = 2, Padding = 1), ReLU(Name = "quarter")]
[Conv2d(32, 3, Stride = 2, Padding = 1), ReLU(Name = "eighth")]
[Conv2d(64, 3, Stride = 2, Padding = 1), ReLU]
[ConvTranspose2d(32, 4, Stride = 2, Padding = 1), ReLU, Concat("eighth")]
[ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU, Concat("quarter")]
[ConvTranspose2d(16, 4, Stride = 2, Padding = 1), ReLU, Concat("half")]
[ConvTranspose2d(Given.Channels, 4, Stride = 2, Padding = 1)]
public sealed partial class StreetLayers;

/// <summary>The layers at one size, to train.</summary>
[Network(3, 64, 64)]
[Use<StreetLayers>(5, Name = "street")]
[CrossEntropyLoss]
public sealed partial class StreetNet;

/// <summary>The same layers at any size, to use.</summary>
[Network(3, Dim.Any, Dim.Any)]
[Use<StreetLayers>(5, Name = "street")]
[CrossEntropyLoss]
public sealed partial class StreetNetOfAnySize;
