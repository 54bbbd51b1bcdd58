using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Removes a layer that does nothing good where it stands.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class RemoveLayerFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.SoftmaxBeforeCrossEntropy.Id, Descriptors.ActivationTwice.Id, Descriptors.DropoutLast.Id, Descriptors.SigmoidBeforeLogits.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        yield return new Fix($"Remove {attribute.LayerName()}", diagnostic.Id, editor => editor.RemoveAttribute(attribute));
    }
}
