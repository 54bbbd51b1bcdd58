namespace Fovea;

/// <summary>
/// In training each number is zero with probability p and the others are multiplied by 1/(1 − p); outside training nothing happens. <c>torch.nn.Dropout</c>.
/// Masks are drawn by counter from <see cref="IParameterized.DropoutSeed"/>, <see cref="IParameterized.TrainingStep"/> and the image's index, so they do not depend on threads.
/// </summary>
public sealed class DropoutAttribute : LayerAttribute
{
    /// <summary>Drops each number with probability <paramref name="p"/>.</summary>
    /// <param name="p">From 0 to 1. Default 0.5.</param>
    public DropoutAttribute(double p = 0.5) => _ = p;
}
