namespace Fovea.Tests.Networks.Exam;

/// <summary>H(x) = x + r·x.</summary>
[Network(1), Residual<Factor>(After = Activation.None)]
public sealed partial class OneFactor;

/// <summary>r·x.</summary>
[Block, Linear(1, Bias = false)]
public sealed partial class Factor;

/// <summary>Four weights, one after another.</summary>
[Network(1)]
[Linear(1, Bias = false), ReLU, Linear(1, Bias = false), ReLU, Linear(1, Bias = false), ReLU, Linear(1, Bias = false), ReLU]
public sealed partial class FourFactors;

/// <summary>y = ReLU(F(x) + x), z = ReLU(G(y) + y).</summary>
[Network(1), Residual<TwoFactors>, Residual<TwoFactors>]
public sealed partial class TwoResiduals;

/// <summary>Two weights.</summary>
[Block, Linear(1, Bias = false), ReLU, Linear(1, Bias = false)]
public sealed partial class TwoFactors;

/// <summary>Ten convolutions, one after another.</summary>
#pragma warning disable FOV2007 // That gradients vanish is what is tested.
[Network(1, 12, 12)]
[Conv2d(4, 3, Padding = 1, Name = "stem"), ReLU, MaxPool2d(2)]
[Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU]
[Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU]
[Conv2d(4, 3, Padding = 1), ReLU, Conv2d(4, 3, Padding = 1), ReLU]
[GlobalAvgPool, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class TenPlain;
#pragma warning restore FOV2007

/// <summary>The same ten as five residual pairs.</summary>
[Network(1, 12, 12)]
[Conv2d(4, 3, Padding = 1, Name = "stem"), ReLU, MaxPool2d(2)]
[Residual<PlainPair>(Repeat = 5), GlobalAvgPool, Flatten, Linear(10)]
[CrossEntropyLoss]
public sealed partial class TenSkipping;

/// <summary>Two convolutions.</summary>
[Block, Conv2d(Given.Channels, 3, Padding = 1), ReLU, Conv2d(Given.Channels, 3, Padding = 1)]
public sealed partial class PlainPair;
