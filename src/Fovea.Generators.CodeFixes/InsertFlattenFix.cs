using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Puts Flatten before a layer that needs a vector.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class InsertFlattenFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NeedsVector.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        yield return new Fix($"Insert Flatten before {attribute.LayerName()}", diagnostic.Id, editor => editor.InsertBefore(attribute, "Flatten"));
    }
}
