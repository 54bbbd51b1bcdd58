using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>A projection shortcut around a block that changes the shape.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class UseProjectionFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ShapesDoNotJoin.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || !diagnostic.Properties.TryGetValue("shortcut", out string? shortcut) || shortcut is null) yield break;
        yield return new Fix($"Change to {shortcut}", diagnostic.Id, editor => editor.SetProperty(attribute, "Shortcut", shortcut));
    }
}
