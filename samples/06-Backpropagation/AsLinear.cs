using Fovea;

namespace Backpropagation;

/// <summary>The same with a fully-connected layer: 4 outputs, each with a weight for each of 12 inputs.</summary>
[Network(3, 2, 2)]
[Flatten, Linear(4, Bias = false), Unflatten(1, 2, 2), MaxPool2d(2, Stride = 2, Padding = 1, PaddingMode = PadMode.Zero)]
[BCELoss(Reduction = Reduction.Sum)]
public sealed partial class AsLinear;
