using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Reduces padding to the most that the layer allows: half a pooling kernel, what leaves an output, less than a stride, less than the image.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class LargestPaddingFix : SyntaxFixProvider
{
    // The argument by the property that carries its number.
    private static readonly (string Hint, string Argument)[] Arguments = [("padding", "Padding"), ("outputPadding", "OutputPadding")];

    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.PaddingTooLarge.Id, Descriptors.EmptyOutput.Id, Descriptors.OutputPaddingTooLarge.Id, Descriptors.MirroredBorderTooLarge.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        foreach ((string hint, string argument) in Arguments)
        {
            if (!diagnostic.Properties.TryGetValue(hint, out string? most) || most is null) continue;
            // At the number itself, unless another argument gave it.
            var number = node.FirstAncestorOrSelf<AttributeArgumentSyntax>();
            yield return number is null
                ? new Fix($"Set {argument} = {most}", diagnostic.Id, editor => editor.SetProperty(attribute, argument, most))
                : new Fix($"Change {number.Expression} to {most}", diagnostic.Id, editor => editor.ReplaceExpression(number.Expression, most));
        }
    }
}
