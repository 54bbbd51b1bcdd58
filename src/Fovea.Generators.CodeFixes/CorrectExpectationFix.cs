using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Corrects the numbers of In and Expect.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class CorrectExpectationFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ExpectationFails.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        if (diagnostic.Properties.TryGetValue("in", out string? features) && features is not null)
        {
            yield return new Fix($"Change to In = {features}", "In", editor => editor.SetProperty(attribute, "In", features));
        }
        if (diagnostic.Properties.TryGetValue("expect", out string? shape) && shape is not null && attribute.ArgumentList is { } list)
        {
            yield return new Fix($"Change to Expect({shape})", "Expect", editor =>
                editor.ReplaceNode(list, (current, _) => SyntaxFactory.ParseAttributeArgumentList($"({shape})")!.WithTriviaFrom(current)));
        }
    }
}
