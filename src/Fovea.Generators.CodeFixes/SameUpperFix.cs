using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Pad.Same with a stride → Pad.SameUpper.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class SameUpperFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.SamePaddingWithStride.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>()?.ArgumentList is not { } list) yield break;
        // As it is written, so that Fovea.Pad.Same and an imported Same keep their form.
        SimpleNameSyntax[] names = [.. list.Arguments.Select(argument => Last(argument.Expression)).OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == "Same")];
        if (names.Length == 0) yield break;
        yield return new Fix("Change to Pad.SameUpper", diagnostic.Id, editor =>
        {
            foreach (SimpleNameSyntax name in names) editor.ReplaceExpression(name, "SameUpper");
        });
    }

    private static SimpleNameSyntax? Last(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Last(parenthesized.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        _ => expression as SimpleNameSyntax,
    };
}
