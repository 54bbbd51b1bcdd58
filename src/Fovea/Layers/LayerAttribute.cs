namespace Fovea;

/// <summary>What every attribute of a declaration is.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class DeclarationAttribute : Attribute;

/// <summary>A layer. The layers of a network form a chain in the order in which they are written.</summary>
public abstract class LayerAttribute : DeclarationAttribute
{
    /// <summary>The layer's name, and the prefix of its tensors. Without it: the kind's prefix and the position among that kind, <c>conv1</c>.</summary>
    public string? Name { get; set; }
}
