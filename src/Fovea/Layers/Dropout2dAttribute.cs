namespace Fovea;

/// <summary>
/// In training each channel of an image is zero with probability p and the others are multiplied by 1/(1 − p); outside training nothing happens. <c>torch.nn.Dropout2d</c>.
/// Drawn as <see cref="DropoutAttribute"/> draws.
/// </summary>
/// <remarks>Errors: the input is a vector (FOV1003).</remarks>
public sealed class Dropout2dAttribute : LayerAttribute
{
    /// <summary>Drops each channel with probability <paramref name="p"/>.</summary>
    /// <param name="p">From 0 to 1. Default 0.5.</param>
    public Dropout2dAttribute(double p = 0.5) => _ = p;
}
