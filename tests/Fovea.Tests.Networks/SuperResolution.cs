namespace Fovea.Tests.Networks;

/// <summary>Shi et al.'s efficient sub-pixel convolutional network: triples the height and width of an image of any size.</summary>
[Network(1, Dim.Any, Dim.Any)]
[Conv2d(64, 5, Padding = 2), ReLU, Conv2d(64, 3, Padding = 1), ReLU, Conv2d(32, 3, Padding = 1), ReLU]
[Conv2d(9, 3, Padding = 1), PixelShuffle(3)]
public sealed partial class SuperResolution;
