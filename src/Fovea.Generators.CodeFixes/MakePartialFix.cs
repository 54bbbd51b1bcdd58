using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Makes a network, or a type around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class MakePartialFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NotPartial.Id, Descriptors.ContainingTypeNotPartial.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        IEnumerable<TypeDeclarationSyntax> types = node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>();
        TypeDeclarationSyntax? type = diagnostic.Id == Descriptors.NotPartial.Id
            ? types.FirstOrDefault()
            : types.Skip(1).FirstOrDefault(outer => outer.Identifier.ValueText == diagnostic.Properties["type"] && !IsPartial(outer));
        if (type is null || IsPartial(type)) yield break;
        yield return new Fix($"Make '{type.Identifier.ValueText}' partial", diagnostic.Id, editor => editor.ReplaceNode(type, (current, _) => MakePartial((TypeDeclarationSyntax)current)));
    }

    private static bool IsPartial(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PartialKeyword);

    // 'partial' stands last, right before 'class'.
    private static SyntaxNode MakePartial(TypeDeclarationSyntax type)
    {
        if (IsPartial(type)) return type;
        SyntaxToken partial = SyntaxFactory.Token(default, SyntaxKind.PartialKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        if (type.Modifiers.Count > 0) return type.WithModifiers(type.Modifiers.Add(partial));
        SyntaxTriviaList leading = type.Keyword.LeadingTrivia;
        return type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers([partial.WithLeadingTrivia(leading)]);
    }
}
