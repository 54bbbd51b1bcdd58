namespace Fovea;

/// <summary>Puts the channels of earlier outputs, in the order listed, before those of the current one. Heights and widths must be equal (FOV1030). <c>torch.cat(…, dim=1)</c>.</summary>
public sealed class ConcatAttribute : LayerAttribute
{
    /// <summary>Joins these outputs and the current one.</summary>
    /// <param name="names">Names of earlier layers, at least one.</param>
    public ConcatAttribute(params string[] names) => _ = names;
}
