namespace Fovea;

/// <summary>Adds earlier outputs to the current one, number by number. All must have the same shape (FOV1030).</summary>
public sealed class AddAttribute : LayerAttribute
{
    /// <summary>Adds these outputs.</summary>
    /// <param name="names">Names of earlier layers, at least one.</param>
    public AddAttribute(params string[] names) => _ = names;
}
