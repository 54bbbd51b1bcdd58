namespace Fovea.Tests.Networks.Exam;

/// <summary>26×26×26, 5 filters of 7, stride 3, padding 1.</summary>
[Network(26, 26, 26), Conv2d(5, 7, Stride = 3, Padding = 1)]
public sealed partial class FiveFilters;

/// <summary>RGB, 4 filters of 5, no padding.</summary>
[Network(3, 9, 9), Conv2d(4, 5)]
public sealed partial class ColourFilters;

/// <summary>Three layers of 3×3.</summary>
[Network(3, 224, 224), Conv2d(4, 3), ReLU, Conv2d(4, 3), ReLU, Conv2d(4, 3)]
public sealed partial class ThreeLayers;

/// <summary>A convolution of 1×1.</summary>
[Network(3, 224, 224), Conv2d(4, 1)]
public sealed partial class OnePixel;

/// <summary>A linear layer.</summary>
[Network(3, 224, 224), Flatten, Linear(4)]
public sealed partial class WholeImage;

/// <summary>A kernel as large as the image.</summary>
[Network(3, 224, 224), Conv2d(4, 224)]
public sealed partial class WholeKernel;
