using System.Collections.Immutable;
using Fovea.Generators.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Fovea.Generators.Tests;

/// <summary>Every fix of every diagnostic, applied: whatever the code looks like, none throws.</summary>
internal static class Fixes
{
    private static readonly CodeFixProvider[] Providers =
    [
        .. typeof(SyntaxFixProvider).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SyntaxFixProvider))).Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <returns>The titles of the fixes.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAll(string source, IEnumerable<Diagnostic> diagnostics)
    {
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Networks", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp14))
            .AddDocument("File0.cs", source);
        var titles = new List<string>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var actions = new List<CodeAction>();
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
                foreach (CodeAction action in actions)
                {
                    ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(default);
                    Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
                    string text = (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
                    Assert.True(text != source, $"'{action.Title}' changes nothing in {source}");
                    titles.Add(action.Title);
                }
            }
        }
        return titles;
    }
}
