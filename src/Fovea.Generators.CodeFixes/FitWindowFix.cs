using System.Collections.Immutable;
using System.Composition;
using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.CodeFixes;

/// <summary>Makes a kernel fit its input: the largest that does, or the smallest padding.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class FitWindowFix : SyntaxFixProvider
{
    private static readonly string[] Axes = ["Height", "Width"];

    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.KernelTooLarge.Id];

    protected override IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        var argument = node.FirstAncestorOrSelf<AttributeArgumentSyntax>();
        // Empty for a square kernel, else the axis that is too small.
        string axis = Axes.FirstOrDefault(name => argument?.NameEquals?.Name.Identifier.ValueText == "Kernel" + name) ?? "";
        if (diagnostic.Properties.TryGetValue("kernel", out string? kernel) && kernel is not null)
        {
            yield return new Fix($"Change the kernel to {kernel}", "Kernel", editor =>
            {
                if (argument is not null) editor.ReplaceExpression(argument.Expression, kernel);
                else foreach (string name in Axes) editor.SetProperty(attribute, "Kernel" + name, kernel);
            });
        }
        if (diagnostic.Properties.TryGetValue("padding", out string? padding) && padding is not null && Pads(attribute, axis))
        {
            yield return new Fix($"Set Padding{axis} = {padding}", "Padding", editor => editor.SetProperty(attribute, "Padding" + axis, padding));
        }
    }

    // Padding is no way out where an axis overrides it, nor where it may be no more than half a dilated pooling kernel.
    private static bool Pads(AttributeSyntax attribute, string axis) =>
        (axis.Length > 0 || Axes.All(name => attribute.Property("Padding" + name) is null))
        && !(attribute.LayerName().EndsWith("Pool2d", StringComparison.Ordinal) && attribute.ArgumentList!.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.ValueText.StartsWith("Dilation", StringComparison.Ordinal) == true));
}
