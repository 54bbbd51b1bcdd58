using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fovea.Generators.CodeFixes;

/// <summary>Fixes that look at syntax alone. "Fix all" makes all edits of a document in one editor, since two on one attribute list would not merge as text.</summary>
internal abstract class SyntaxFixProvider : CodeFixProvider
{
    /// <summary>What can be done about a diagnostic at <paramref name="node"/>; nothing where the code has moved on.</summary>
    protected abstract IEnumerable<Fix> Offer(SyntaxNode node, Diagnostic diagnostic);

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create((context, document, diagnostics) =>
        ApplyAsync(document, root => diagnostics.SelectMany(diagnostic => Find(root, diagnostic)).Where(fix => fix.Key == context.CodeActionEquivalenceKey), context.CancellationToken));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null) return;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (Fix fix in Find(root, diagnostic))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(fix.Title, async cancellation => (await ApplyAsync(context.Document, _ => [fix], cancellation).ConfigureAwait(false))!, fix.Key),
                    diagnostic);
            }
        }
    }

    private IEnumerable<Fix> Find(SyntaxNode root, Diagnostic diagnostic) =>
        root.FullSpan.Contains(diagnostic.Location.SourceSpan) ? Offer(root.FindNode(diagnostic.Location.SourceSpan), diagnostic) : [];

    private static async Task<Document?> ApplyAsync(Document document, Func<SyntaxNode, IEnumerable<Fix>> fixes, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root is null) return document;
        var editor = new SyntaxEditor(root, document.Project.Solution.Services);
        foreach (Fix fix in fixes(root)) fix.Edit(editor);
        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }
}
