using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>
/// A fully-connected layer behind a map of run-time size: as the convolution that computes the same at the old size, or behind a pooling to one size. The old size is what Linear's In
/// says, or, as the offer then tells, the size that Unflatten makes; where neither says it, <see cref="AnySizeRefactoring"/> can, before the size is taken away.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class MapOfAnySizeFix : SyntaxFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NeedsFixedSize.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || !diagnostic.Properties.ContainsKey("pool")) yield break;
        bool said = Number("kernel", out int side);
        bool known = said || Number("unflattened", out side);
        string flatten = attribute.LayerName() == "Flatten" ? "" : "Flatten";
        if (known && FullyConnectedPart.Find(attribute) is { } part)
        {
            yield return new Fix(
                said ? $"Make it the convolution {part.Convolution(side, side)}" : $"Make it the convolution {part.Convolution(side, side)}, for what was a map of {side}×{side}",
                "Convolution", editor => part.Convert(editor, side, side));
        }
        if (known && side > 1) yield return Pooling($"AdaptiveAvgPool2d({side})", "AdaptiveAvgPool2d");
        if (!said || side == 1) yield return Pooling("GlobalAvgPool", "GlobalAvgPool");

        Fix Pooling(string pooling, string key) =>
            new($"Insert {pooling} before {attribute.LayerName()}", key, editor => editor.InsertBefore(attribute, flatten.Length == 0 ? [pooling] : [pooling, flatten]));

        bool Number(string hint, out int number)
        {
            number = 0;
            return diagnostic.Properties.TryGetValue(hint, out string? text) && int.TryParse(text, out number);
        }
    }
}
