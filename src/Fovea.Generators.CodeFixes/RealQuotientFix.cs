using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Scale = 1 / 9, which C# rounds to zero → 1 / 9.0.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class RealQuotientFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ArgumentOutOfRange.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || !diagnostic.Properties.TryGetValue("scale", out string? scale) || scale is null) yield break;
        yield return new Fix($"Change to Scale = {scale}", "Scale", editor => editor.SetProperty(attribute, "Scale", scale));
    }
}
