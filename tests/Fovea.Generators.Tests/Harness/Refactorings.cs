using Fovea.Generators.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Fovea.Generators.Tests;

/// <summary>What is offered where the caret stands, without anything being wrong.</summary>
internal static class Refactorings
{
    /// <summary>The offers, and what the source becomes with each.</summary>
    /// <param name="source">A project's only file.</param>
    /// <param name="at">What the caret stands on: the first occurrence of this text.</param>
    public static async Task<IReadOnlyList<(string Title, string Source)>> At(string source, string at)
    {
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Networks", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp14))
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .WithMetadataReferences(References.All)
            .AddDocument("Usings.cs", "global using Fovea;").Project
            .AddDocument("File0.cs", source);
        var actions = new List<CodeAction>();
        var caret = new TextSpan(source.IndexOf(at, StringComparison.Ordinal), 0);
        await new AnySizeRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(document, caret, actions.Add, default));
        List<(string, string)> offers = [];
        foreach (CodeAction action in actions)
        {
            Solution changed = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
            offers.Add((action.Title, (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString()));
        }
        return offers;
    }
}
