namespace Fovea;

/// <summary>Multiplies the current output by an earlier one, number by number. The shapes must be equal, or one of them C×1×1, which is spread over the other's pixels (FOV1030).</summary>
public sealed class MultiplyAttribute : LayerAttribute
{
    /// <summary>Multiplies by that output.</summary>
    /// <param name="name">The name of an earlier layer.</param>
    public MultiplyAttribute(string name) => _ = name;
}
