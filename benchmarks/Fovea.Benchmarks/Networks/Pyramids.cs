namespace Fovea.Benchmarks.Networks;

// The same convolution on map after map, of so many channels: what `growth` measures. Frozen, so that no gradients of weights are written and compiled, which nobody asks for.
#pragma warning disable FOV2003 // Nothing is learned here.

/// <summary>A convolution of 3×3, and maps of half the size.</summary>
[Block, Conv2d(Given.Channels, 3, Padding = 1), MaxPool2d(2)]
public sealed partial class Halving;

/// <summary>From 28×28 to 8×8.</summary>
[Block, Use<Halving>(Given.Channels), Conv2d(Given.Channels, 3, Padding = 1), AdaptiveMaxPool2d(8), Conv2d(Given.Channels, 3, Padding = 1)]
public sealed partial class Summit;

[Network(16, 224, 224), Use<Halving>(16, Repeat = 3, Frozen = true), Use<Summit>(16, Frozen = true)]
public sealed partial class Pyramid16;

[Network(32, 224, 224), Use<Halving>(32, Repeat = 3, Frozen = true), Use<Summit>(32, Frozen = true)]
public sealed partial class Pyramid32;

[Network(64, 224, 224), Use<Halving>(64, Repeat = 3, Frozen = true), Use<Summit>(64, Frozen = true)]
public sealed partial class Pyramid64;

[Network(128, 224, 224), Use<Halving>(128, Repeat = 3, Frozen = true), Use<Summit>(128, Frozen = true)]
public sealed partial class Pyramid128;

[Network(256, 112, 112), Use<Halving>(256, Repeat = 2, Frozen = true), Use<Summit>(256, Frozen = true)]
public sealed partial class Pyramid256;

[Network(512, 56, 56), Use<Halving>(512, Frozen = true), Use<Summit>(512, Frozen = true)]
public sealed partial class Pyramid512;
