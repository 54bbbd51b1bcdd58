using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.Declarations;

/// <summary>Our attributes on a class, in source order. Reading and locating use the same list, so that positions agree.</summary>
internal static class AttributeSite
{
    private const string Suffix = "Attribute";

    /// <summary>Fovea's attributes and unresolved ones, sorted by where they stand: C# itself gives no order. Not what the generator wrote.</summary>
    public static AttributeData[] Ordered(INamedTypeSymbol type) =>
    [
        .. type.GetAttributes()
            .Where(attribute => attribute.ApplicationSyntaxReference is not null && attribute.AttributeClass?.Name != "CompiledDeclarationAttribute" && (IsOurs(attribute.AttributeClass) || attribute.AttributeClass is null or { TypeKind: TypeKind.Error }))
            .OrderBy(attribute => attribute.ApplicationSyntaxReference!.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(attribute => attribute.ApplicationSyntaxReference!.Span.Start),
    ];

    public static bool IsOurs(INamedTypeSymbol? attribute) =>
        attribute is { ContainingNamespace: { Name: "Fovea", ContainingNamespace.IsGlobalNamespace: true }, TypeKind: TypeKind.Class }
        && attribute.Name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Conv2d for Fovea.Conv2dAttribute; "?" for what does not resolve, which the C# compiler reports.</summary>
    public static string Kind(INamedTypeSymbol? attribute) => IsOurs(attribute) ? attribute!.Name.Substring(0, attribute.Name.Length - Suffix.Length) : "?";

    /// <summary>Where a problem is shown.</summary>
    public static Location Locate(INamedTypeSymbol type, ProblemSite site, CancellationToken cancellation) => Locate(type, Ordered(type), site, cancellation);

    /// <summary>The same, where the type's attributes in order are known.</summary>
    public static Location Locate(INamedTypeSymbol type, AttributeData[] attributes, ProblemSite site, CancellationToken cancellation)
    {
        if (site.Attribute < 0 || site.Attribute >= attributes.Length) return type.Locations.FirstOrDefault() ?? Location.None;
        AttributeData attribute = attributes[site.Attribute];
        if (attribute.ApplicationSyntaxReference!.GetSyntax(cancellation) is not AttributeSyntax syntax) return Location.None;
        return (site.Argument is { } name ? Find(attribute, syntax, name)?.Expression.GetLocation() : null) ?? syntax.Name.GetLocation();
    }

    /// <summary>For a problem inside a block: the block's attribute, beside the use that led there.</summary>
    public static IEnumerable<Location> LocateWithin(Compilation compilation, ProblemSite site, CancellationToken cancellation) =>
        site.Within is { } block && compilation.Assembly.GetTypeByMetadataName(block) is { } type
            ? [Locate(type, new ProblemSite(site.WithinAttribute, null), cancellation)]
            : [];

    /// <summary>The argument of that name, however it is written: positional, name: value, or Name = value.</summary>
    public static AttributeArgumentSyntax? Find(AttributeData attribute, AttributeSyntax syntax, string name)
    {
        if (syntax.ArgumentList is not { } list) return null;
        for (int i = 0; i < list.Arguments.Count; i++)
        {
            if (NameOf(attribute, list.Arguments[i], i) == name) return list.Arguments[i];
        }
        return null;
    }

    public static string? NameOf(AttributeData attribute, AttributeArgumentSyntax argument, int position)
    {
        if (argument.NameEquals is { } property) return property.Name.Identifier.ValueText;
        if (argument.NameColon is { } parameter) return parameter.Name.Identifier.ValueText;
        if (attribute.AttributeConstructor is not { } constructor || constructor.Parameters.Length == 0) return null;
        return constructor.Parameters[Math.Min(position, constructor.Parameters.Length - 1)].Name;
    }
}
