namespace Fovea;

/// <summary>
/// x where x is positive, else weight · x, with a trained weight of [1] for all numbers or of [channels], which begins at 0.25. <c>torch.nn.PReLU</c>.
/// </summary>
/// <remarks>Errors: the number of slopes is neither 1 nor the input's channels (FOV1020).</remarks>
public sealed class PReLUAttribute : LayerAttribute
{
    /// <summary>With so many trained slopes.</summary>
    /// <param name="parameters">1, or the input's channels or features. Default 1.</param>
    public PReLUAttribute(int parameters = 1) => _ = parameters;
}
