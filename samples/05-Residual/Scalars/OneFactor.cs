using Fovea;

namespace Residual.Scalars;

/// <summary>H(x) = x + r·x, for one number x and one weight r.</summary>
[Network(1), Residual<Factor>(After = Activation.None, Name = "h")]
public sealed partial class OneFactor;

/// <summary>r·x.</summary>
[Block, Linear(1, Bias = false)]
public sealed partial class Factor;
