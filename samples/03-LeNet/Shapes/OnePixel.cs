using Fovea;

namespace Reading.Shapes;

/// <summary>A convolution of 1×1 sees one pixel.</summary>
[Network(3, 224, 224), Conv2d(4, 1)]
public sealed partial class OnePixel;
