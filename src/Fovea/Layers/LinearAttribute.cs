namespace Fovea;

/// <summary>
/// A fully-connected layer: y = W·x + b, with a trained weight of [out, in] and bias of [out]. <c>torch.nn.Linear</c>.
/// </summary>
/// <remarks>Errors: the input is an image (FOV1002; put <see cref="FlattenAttribute"/> before it), <see cref="In"/> does not hold (FOV1007).</remarks>
public sealed class LinearAttribute : LayerAttribute
{
    /// <summary>With this many outputs.</summary>
    /// <param name="features">Output features, at least 1.</param>
    public LinearAttribute(int features) => _ = features;

    /// <summary>Asserts the number of input features. Changes nothing.</summary>
    public int In { get; set; }

    /// <summary>Whether a trained number is added to each output. Default true.</summary>
    public bool Bias { get; set; } = true;
}
