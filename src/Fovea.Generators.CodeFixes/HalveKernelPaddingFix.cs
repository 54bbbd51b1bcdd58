using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Reduces a pooling's padding to half its kernel.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class HalveKernelPaddingFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.PaddingTooLarge.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || !diagnostic.Properties.TryGetValue("padding", out string? padding) || padding is null) yield break;
        yield return new Fix($"Change to Padding = {padding}", diagnostic.Id, editor => editor.SetProperty(attribute, "Padding", padding));
    }
}
