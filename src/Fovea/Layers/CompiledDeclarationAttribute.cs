using System.ComponentModel;

namespace Fovea;

/// <summary>Written by the compiler on every network and block, so that other assemblies can use them: metadata does not keep the order of attributes.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CompiledDeclarationAttribute : DeclarationAttribute
{
    /// <summary>The declaration as text.</summary>
    /// <param name="version">Of the text's format.</param>
    /// <param name="declaration">The text.</param>
    public CompiledDeclarationAttribute(int version, string declaration) => _ = (version, declaration);
}
