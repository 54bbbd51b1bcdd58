using Fovea;

namespace Residual.Scalars;

/// <summary>The same with skip connections: y = ReLU(F(x) + x), z = ReLU(G(y) + y), where F(x) = w₁·ReLU(w₀·x) and G(y) = w₃·ReLU(w₂·y).</summary>
[Network(1), Residual<TwoFactors>(Name = "f"), Residual<TwoFactors>(Name = "g")]
public sealed partial class TwoResiduals;

/// <summary>Two weights.</summary>
[Block, Linear(1, Bias = false), ReLU, Linear(1, Bias = false)]
public sealed partial class TwoFactors;
