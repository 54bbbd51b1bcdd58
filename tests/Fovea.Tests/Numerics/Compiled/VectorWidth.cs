using System.Runtime.Intrinsics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fovea.Tests.Numerics;

/// <summary>
/// Which of the kernels' vector widths run. FOVEA_VECTORS=512, 256 or 128 decides it instead of the machine: vectors that it lacks are then computed piece by piece,
/// slowly, but to the same bits.
/// </summary>
internal sealed class VectorWidth : CSharpSyntaxRewriter
{
    private static readonly string? Forced = Environment.GetEnvironmentVariable("FOVEA_VECTORS") is { Length: > 0 } width ? "_V" + width : null;

    private static readonly string Mine = Forced ?? (Vector512.IsHardwareAccelerated ? "_V512" : Vector256.IsHardwareAccelerated ? "_V256" : "_V128");

    private static readonly string[] Others = [.. new[] { "_V512", "_V256", "_V128" }.Where(suffix => suffix != Mine)];

    private static readonly BlockSyntax Nothing = SyntaxFactory.Block(SyntaxFactory.ParseStatement("throw null!;"));

    private readonly bool _empties;

    private VectorWidth(bool empties)
    {
        if (Others.Length != 2) throw new InvalidOperationException($"FOVEA_VECTORS is 512, 256 or 128, not {Mine[2..]}.");
        _empties = empties;
    }

    /// <summary>
    /// Calls the kernels of the width that is to run. With <paramref name="alone"/>, the others are emptied: two thirds of what is compiled, and none of what is tested.
    /// That they compile is for tests of fewer networks.
    /// </summary>
    public static Compilation Choose(Compilation compilation, bool alone)
    {
        if (Forced is null && !alone) return compilation;
        var rewriter = new VectorWidth(alone);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SyntaxNode root = rewriter.Visit(tree.GetRoot());
            if (root != tree.GetRoot()) compilation = compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root, tree.Options));
        }

        return compilation;
    }

    public override SyntaxNode? VisitStructDeclaration(StructDeclarationSyntax node)
    {
        string name = node.Identifier.Text;
        if (Others.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)))
        {
            return _empties ? node.WithMembers([.. node.Members.Select(member => member is MethodDeclarationSyntax { Body: not null } method ? method.WithBody(Nothing) : member)]) : node;
        }
        return name.EndsWith(Mine, StringComparison.Ordinal) ? node : base.VisitStructDeclaration(node);
    }

    // Outside the kernels: the choice between them.
    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node)
    {
        string name = node.Identifier.Text;
        return Forced is not null && Others.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } other
            ? SyntaxFactory.IdentifierName(name[..^other.Length] + Mine).WithTriviaFrom(node)
            : node;
    }
}
