using Fovea.Generators.Diagnostics;

namespace Fovea.Generators.Declarations;

/// <summary>
/// A class with [Network] or [Block] as the user wrote it, without Roslyn's symbols.
/// Must be immutable and implement structural equality, otherwise incremental caching breaks.
/// </summary>
internal sealed record NetworkDeclaration(
    TypeIdentity Type,
    EquatableArray<AttributeDeclaration> Attributes,
    EquatableArray<Problem> Problems)
{
    public bool IsBlock => Attributes.Any(attribute => attribute.Kind == "Block");
}

/// <summary>Where the generated half of the class has to go.</summary>
internal sealed record TypeIdentity(
    string Namespace,
    string Name,
    string SimpleMetadataName,
    EquatableArray<ContainingType> ContainingTypes)
{
    /// <summary>The metadata name, by which the class is found again in a compilation.</summary>
    public string MetadataName =>
        (Namespace.Length == 0 ? "" : Namespace + ".") + string.Concat(ContainingTypes.Select(type => type.MetadataName + "+")) + SimpleMetadataName;
}

/// <summary>A type around the network's class, as far as a partial declaration of it needs.</summary>
internal sealed record ContainingType(string Keyword, string Name, string TypeParameters, string MetadataName);

/// <summary>One of our attributes, in source order. <see cref="Body"/> is what a Use or Residual refers to.</summary>
internal sealed record AttributeDeclaration(string Kind, EquatableArray<Argument> Arguments, NetworkDeclaration? Body = null)
{
    public ArgumentValue? this[string name] => Arguments.FirstOrDefault(argument => argument.Name == name)?.Value;
}
