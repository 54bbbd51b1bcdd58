using System.Composition;
using Fovea.Generators.Declarations;
using Fovea.Generators.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fovea.Generators.CodeFixes;

/// <summary>
/// On [Network(c, h, w)]: height and width become Dim.Any, and fully-connected layers the convolutions that compute the same. On Flatten: that alone. The network is whole, so every
/// size is known; and what is offered has been tried: it compiles.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp), Shared]
internal sealed class AnySizeRefactoring : CodeRefactoringProvider
{
    private static readonly string[] Sizes = ["height", "width"];

    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: ClassDeclarationSyntax type } attribute || attribute.LayerName() is not ("Network" or "Flatten")) return;
        if (await BuildAsync(context.Document, type, context.CancellationToken).ConfigureAwait(false) is not ({ } declaration, { HasErrors: false, HasRunTimeSize: false, Input.IsVector: false } graph)) return;
        AttributeSyntax[] attributes = [.. type.AttributeLists.SelectMany(list => list.Attributes)];
        (AttributeSyntax Flatten, Shape Map)[] maps =
        [
            .. attributes.Where(layer => layer.LayerName() == "Flatten")
                .Zip(graph.Nodes.Where(node => declaration.Attributes[node.Site.Attribute].Kind == "Flatten"), (layer, node) => (layer, node.Input)),
        ];
        if (attribute.LayerName() == "Flatten")
        {
            foreach ((AttributeSyntax flatten, Shape map) in maps.Where(map => map.Flatten == attribute))
            {
                if (FullyConnectedPart.Find(flatten) is { } part)
                    await OfferAsync($"Make it the convolution {part.Convolution((int)map.Height.Value, (int)map.Width.Value)}", [(flatten, map)], anySize: false).ConfigureAwait(false);
            }
            return;
        }
        // What has been pooled to one size may stay; else maps, and then single pixels, become convolutions too.
        _ = await OfferAsync("Take images of any size", [], anySize: true).ConfigureAwait(false)
            || await OfferAsync("Take images of any size", [.. maps.Where(map => !(map.Map.Height.Is(1) && map.Map.Width.Is(1)))], anySize: true).ConfigureAwait(false)
            || await OfferAsync("Take images of any size", maps, anySize: true).ConfigureAwait(false);

        async Task<bool> OfferAsync(string title, (AttributeSyntax Flatten, Shape Map)[] converted, bool anySize)
        {
            var editor = new SyntaxEditor(root, context.Document.Project.Solution.Services);
            foreach ((AttributeSyntax flatten, Shape map) in converted)
            {
                if (FullyConnectedPart.Find(flatten) is not { } part) return false;
                part.Convert(editor, (int)map.Height.Value, (int)map.Width.Value);
            }
            if (anySize) TakeSizesAway(editor, attributes);
            Document changed = context.Document.WithSyntaxRoot(editor.GetChangedRoot());
            SyntaxNode? changedRoot = await changed.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
            int place = Classes(root).TakeWhile(other => other != type).Count();
            if (await BuildAsync(changed, Classes(changedRoot!).ElementAt(place), context.CancellationToken).ConfigureAwait(false) is not { Graph.HasErrors: false }) return false;
            context.RegisterRefactoring(CodeAction.Create(title, _ => Task.FromResult(changed), title));
            return true;
        }
    }

    // Network(3, 64, 64) → Network(3, Dim.Any, Dim.Any); what is expected of a map, likewise.
    private static void TakeSizesAway(SyntaxEditor editor, IEnumerable<AttributeSyntax> attributes)
    {
        foreach (AttributeSyntax attribute in attributes.Where(attribute => attribute.LayerName() is "Network" or "Expect"))
        {
            if (attribute.ArgumentList?.Arguments is not { Count: 3 } arguments) continue;
            for (int i = 0; i < 3; i++)
            {
                if (arguments[i].NameColon is { } name ? Sizes.Contains(name.Name.Identifier.ValueText) : i > 0) editor.ReplaceExpression(arguments[i].Expression, "Dim.Any");
            }
        }
    }

    private static IEnumerable<ClassDeclarationSyntax> Classes(SyntaxNode root) => root.DescendantNodes().OfType<ClassDeclarationSyntax>();

    private static async Task<(NetworkDeclaration Declaration, NetworkGraph Graph)?> BuildAsync(Document document, ClassDeclarationSyntax type, CancellationToken cancellation)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model?.GetDeclaredSymbol(type, cancellation) is not INamedTypeSymbol symbol || !symbol.GetAttributes().Any(attribute => AttributeSite.Kind(attribute.AttributeClass) == "Network")) return null;
        NetworkDeclaration declaration = DeclarationReader.Read(symbol, cancellation);
        return (declaration, GraphBuilder.Build(declaration));
    }
}
