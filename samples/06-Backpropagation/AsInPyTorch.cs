using Fovea;

namespace Backpropagation;

/// <summary>The same with PyTorch's padding: −∞, which never wins.</summary>
[Network(3, 2, 2)]
[Conv2d(1, 1, Bias = false), MaxPool2d(2, Stride = 2, Padding = 1)]
public sealed partial class AsInPyTorch;
