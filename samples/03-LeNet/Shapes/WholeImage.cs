using Fovea;

namespace Reading.Shapes;

/// <summary>A linear layer sees the whole image.</summary>
[Network(3, 224, 224), Flatten, Linear(4)]
public sealed partial class WholeImage;
