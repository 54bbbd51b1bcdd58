namespace Fovea;

/// <summary>Goes on from an earlier output instead of the last one.</summary>
public sealed class FromAttribute : DeclarationAttribute
{
    /// <summary>Goes on from that output.</summary>
    /// <param name="name">The name of an earlier layer, block or residual, or <c>"input"</c>.</param>
    public FromAttribute(string name) => _ = name;
}
