using Fovea;

namespace Segmentation;

/// <summary>A trained <see cref="SegNet"/> as a black box that stays as it is, and a 1×1 convolution from its five classes to thirty: 180 numbers to train.</summary>
[Network(3, 64, 64)]
[Use<SegNet>(Frozen = true, Name = "box"), ReLU, Conv2d(30, 1)]
[CrossEntropyLoss]
public sealed partial class FrozenSegNet30;
