using Fovea;

namespace Reading.Larger;

/// <summary>The second way: one convolution and one pooling more, in front. 68 − 4 = 64, and half of it is 32.</summary>
[Network(1, 68, 68)]
[Conv2d(1, 5, Name = "front"), ReLU, MaxPool2d(2), Use<LeNet>(Name = "lenet")]
[CrossEntropyLoss]
public sealed partial class InFront;
