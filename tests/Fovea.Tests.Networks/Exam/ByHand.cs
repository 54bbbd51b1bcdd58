namespace Fovea.Tests.Networks.Exam;

/// <summary>A 1×1 convolution over 3 channels, 2×2 max pooling with stride 2 and one zero around the image.</summary>
[Network(3, 2, 2), Conv2d(1, 1, Bias = false), MaxPool2d(2, Stride = 2, Padding = 1, PaddingMode = PadMode.Zero)]
[BCELoss(Reduction = Reduction.Sum)]
public sealed partial class ByHand;

/// <summary>The same with a linear layer.</summary>
[Network(3, 2, 2), Flatten, Linear(4, Bias = false), Unflatten(1, 2, 2), MaxPool2d(2, Stride = 2, Padding = 1, PaddingMode = PadMode.Zero)]
[BCELoss(Reduction = Reduction.Sum)]
public sealed partial class ByHandLinear;

/// <summary>The same with PyTorch's padding.</summary>
[Network(3, 2, 2), Conv2d(1, 1, Bias = false), MaxPool2d(2, Stride = 2, Padding = 1)]
public sealed partial class ByHandInPyTorch;
