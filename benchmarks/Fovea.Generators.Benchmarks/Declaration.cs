using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Generators.Benchmarks;

/// <summary>A network as a user writes it, with the blocks that it uses.</summary>
/// <param name="Name">The class.</param>
/// <param name="Lines">Lines of its declaration and its blocks, documentation and empty ones aside.</param>
/// <param name="Text">The whole file.</param>
internal sealed record Declaration(string Name, int Lines, string Text)
{
    /// <summary>Every network among the resources, in a file of its own.</summary>
    public static IReadOnlyList<Declaration> All { get; } = [.. Files().SelectMany(Split)];

    private static IEnumerable<string> Files()
    {
        foreach (string name in typeof(Declaration).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(typeof(Declaration).Assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    private static IEnumerable<Declaration> Split(string file)
    {
        ClassDeclarationSyntax[] classes = [.. CSharpSyntaxTree.ParseText(file).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()];
        ClassDeclarationSyntax[] blocks = [.. classes.Where(type => Has(type, "Block"))];
        foreach (ClassDeclarationSyntax network in classes.Where(type => Has(type, "Network")))
        {
            string[] parts = [.. blocks.Where(block => network.ToString().Contains($"<{block.Identifier.Text}>")).Append(network).Select(part => part.ToString())];
            yield return new Declaration(network.Identifier.Text, parts.Sum(part => part.Split('\n').Length), string.Join("\n\n", parts.Prepend("using Fovea;\nnamespace Networks;")));
        }
    }

    private static bool Has(ClassDeclarationSyntax type, string attribute) =>
        type.AttributeLists.SelectMany(list => list.Attributes).Any(candidate => candidate.Name.ToString() == attribute);
}
