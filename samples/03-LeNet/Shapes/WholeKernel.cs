using Fovea;

namespace Reading.Shapes;

/// <summary>So does a kernel as large as the image.</summary>
[Network(3, 224, 224), Conv2d(4, 224)]
public sealed partial class WholeKernel;
