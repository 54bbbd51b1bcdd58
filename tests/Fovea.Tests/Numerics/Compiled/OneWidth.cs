using System.Runtime.Intrinsics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Tests.Numerics;

/// <summary>
/// Empties the kernels for vector widths that this process does not run: two thirds of what is compiled, and none of what is tested.
/// That they compile is for tests of fewer networks.
/// </summary>
internal sealed class OneWidth : CSharpSyntaxRewriter
{
    private static readonly string[] Others = [.. new[] { "_V512", "_V256", "_V128" }.Where(suffix => suffix != Mine)];

    private static string Mine => Vector512.IsHardwareAccelerated ? "_V512" : Vector256.IsHardwareAccelerated ? "_V256" : "_V128";

    private static readonly BlockSyntax Nothing = SyntaxFactory.Block(SyntaxFactory.ParseStatement("throw null!;"));

    public static Compilation Of(Compilation compilation)
    {
        var rewriter = new OneWidth();
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SyntaxNode root = rewriter.Visit(tree.GetRoot());
            if (root != tree.GetRoot()) compilation = compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root, tree.Options));
        }

        return compilation;
    }

    public override SyntaxNode? VisitStructDeclaration(StructDeclarationSyntax node) =>
        Others.Any(suffix => node.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal))
            ? node.WithMembers([.. node.Members.Select(member => member is MethodDeclarationSyntax { Body: not null } method ? method.WithBody(Nothing) : member)])
            : node;
}
