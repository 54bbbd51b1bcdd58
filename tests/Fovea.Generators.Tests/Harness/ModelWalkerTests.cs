using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Sdk;

namespace Fovea.Generators.Tests;

/// <summary>The walker sees what it is to see.</summary>
public class ModelWalkerTests
{
    private sealed record Holder(object? Held);

    [Fact]
    public void FindsRoslynsObjects_HoweverDeep()
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText("class C;");
        Compilation compilation = CSharpCompilation.Create("C", [tree]);
        object[] forbidden = [tree, tree.GetRoot(), tree.GetRoot().GetLocation(), compilation, compilation.GlobalNamespace, compilation.GetSemanticModel(tree), (Func<int>)(() => 1)];
        Assert.All(forbidden, item => Assert.ThrowsAny<XunitException>(() => { ModelWalker.AssertPlain(new Holder(new[] { new Holder(item) })); }));
    }

    [Fact]
    public void LetsPlainDataThrough() => Assert.Equal(4, ModelWalker.AssertPlain(new Holder(new[] { new Holder(1.5), new Holder("text") })));
}
