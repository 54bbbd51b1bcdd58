using Fovea;

namespace Reading.Larger;

/// <summary>The first way to read 68×68: make the image smaller. The LeNet behind it may be one that is trained already.</summary>
[Network(1, 68, 68)]
[Resize(32, 32, Mode = ResizeMode.Bilinear), Use<LeNet>(Name = "lenet")]
[CrossEntropyLoss]
public sealed partial class Resized;
