using Fovea;

namespace Backpropagation;

/// <summary>A 1×1 convolution over three channels, and max pooling with one zero around the image. Small enough to be differentiated on paper.</summary>
[Network(3, 2, 2)]
[Conv2d(1, 1, Bias = false), MaxPool2d(2, Stride = 2, Padding = 1, PaddingMode = PadMode.Zero)]
[BCELoss(Reduction = Reduction.Sum)]
public sealed partial class ByHand;
