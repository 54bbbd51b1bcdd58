using Fovea;

namespace Residual.Scalars;

/// <summary>y = ReLU(w₁·ReLU(w₀·x)), z = ReLU(w₃·ReLU(w₂·y)).</summary>
[Network(1)]
[Linear(1, Bias = false), ReLU, Linear(1, Bias = false), ReLU, Linear(1, Bias = false), ReLU, Linear(1, Bias = false), ReLU]
public sealed partial class FourFactors;
