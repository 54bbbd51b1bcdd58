using System.Globalization;

namespace Fovea.Generators.Tests;

/// <summary>Declarations that nobody should write, and somebody will.</summary>
public class HostileTests
{
    [Theory]
    [InlineData("[Network(1, 8, 8)] [Conv2d(] public partial class Net;")]
    [InlineData("[Network(1, 8, 8)] [Conv2d(6, )] public partial class Net;")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, \"5\")] public partial class Net;")]
    [InlineData("[Network(1, 8, 8), MaxPool2d(\"5\")] public partial class Net;")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, 5, Padding = 1.5)] public partial class Net;")]
    [InlineData("[Network(1, 8, 8), Conv9d(6, 5), Linear(3)] public partial class Net;")]
    [InlineData("[Network(1, 8), Conv2d(6, 5), Linear(3)] public partial class Net;")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, 5)] public partial struct Net;")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, 5)] public partial interface Net;")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, 5)] public partial record struct Net;")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, 3)] public partial class Net; [Network(1, 8, 8), Conv2d(6, 3)] public partial class Net;", "FOV0004")]
    [InlineData("[Network(1, 8, 8), Conv2d(6, 3)] public class Net; [Network(1, 8, 8), Conv2d(6, 3)] public class Net;", "FOV0001", "FOV0004")]
    public void WhatCSharpReports_WeDoNot(string source, params string[] ours)
    {
        NetworkRun run = FuzzTests.Survive(source);
        Assert.Equal(ours, run.Errors.Select(error => error.Id).Order());
        Assert.Contains(run.FromCompiler, diagnostic => diagnostic.Id.StartsWith("CS", StringComparison.Ordinal) && run.Input.ContainsSyntaxTree(diagnostic.Location.SourceTree!));
    }

    public static TheoryData<string> HugeNumbers => [.. from layer in (string[])
    [
        "Conv2d({0}, 3)", "Conv2d(2, {0})", "Conv2d(2, 3, Stride = {0})", "Conv2d(2, 3, Padding = {0})", "Conv2d(2, 3, Dilation = {0})", "Conv2d(2, 3, Groups = {0})",
        "Conv2d(2, {0}, Padding = {0})", "Conv2d(2, {0}, Padding = {0}, Stride = {0}, Dilation = {0})", "Conv2d(2, 1, Stride = {0}, Padding = {0})",
        "MaxPool2d({0})", "MaxPool2d({0}, Padding = {0} / 2)", "MaxPool2d(3, Dilation = {0})", "AvgPool2d({0}, Padding = {0} / 2)", "AvgPool2d({0}, Padding = {0} / 2, CeilMode = true)", "AvgPool2d(2, DivisorOverride = {0})", "Flatten, Linear({0})", "Flatten, Linear(2, In = {0})", "Expect({0}, {0}, {0})", "Expect({0})",
        "AvgPool2d(2, Stride = {0}, CeilMode = true)",
    ] from number in (string[])["int.MaxValue", "1 << 30", "4097"] select string.Format(CultureInfo.InvariantCulture, layer, number)];

    /// <summary>An error of ours, or code that compiles.</summary>
    [Theory, MemberData(nameof(HugeNumbers))]
    public void HugeNumbers_AreErrorsOrCompile(string layer)
    {
        NetworkRun run = FuzzTests.Survive($"[Network(1, 8, 8), {layer}] public partial class Net; [Block, Conv2d(Given.Channels, 1, Stride = Given.Stride)] public partial class Body;");
        if (run.Works) run.AssertCompiles();
        else Assert.NotEmpty(run.Errors);
    }

    [Theory]
    [InlineData("[Network(int.MaxValue, int.MaxValue, int.MaxValue), Flatten, Linear(2)] public partial class Net;")]
    [InlineData("[Network(int.MaxValue), Linear(int.MaxValue)] public partial class Net;")]
    [InlineData("[Network(1, 11000, 11000), ReLU, ReLU, Conv2d(1, 1)] public partial class Net;")]
    public void HugeNetworks_AreErrors(string source)
    {
        NetworkRun run = FuzzTests.Survive(source);
        Assert.Equal(["FOV1009"], run.Errors.Select(error => error.Id));
        Assert.False(run.Works);
    }

    [Theory]
    [InlineData("[Network(4), Linear(2)] public partial class @class;")]
    [InlineData("namespace @namespace.@event.@field; [Network(4), Linear(2)] public partial class @record;")]
    [InlineData("namespace 名前; [Network(4), Linear(2)] public partial class Сеть;")]
    [InlineData("[Network(4), Linear(2)] public partial class e\u0301;")]
    [InlineData("public partial class Outer<T, @class> where T : class { public partial record struct @struct<U> { [Network(4), Linear(2)] internal partial class Net; } }")]
    [InlineData("public partial interface IOuter { [Network(4), Linear(2)] public partial class Net; }")]
    [InlineData("public static partial class Outer { public sealed partial record Middle { [Network(4), Linear(2)] private partial class Net; } }")]
    [InlineData("namespace Fovea.Generated; [Network(4), Linear(2)] public partial class Net;")]
    [InlineData("namespace Fovea { [Network(4), Linear(2)] public partial class Chunk; }")]
    [InlineData("namespace System.Intelligence { [Network(4), Linear(2)] public partial class Net; }")]
    [InlineData("namespace A.B { [Network(4), Linear(2)] public partial class C; } namespace A { [Network(4), Linear(2)] public partial class B_C; }")]
    [InlineData("namespace A { [Network(4), Linear(2)] public partial class Net; } namespace B { [Network(4), Linear(2)] public partial class Net; } namespace a { [Network(4), Linear(2)] public partial class nET; }")]
    [InlineData("[Network(4), Linear(2)] public partial class Net; [Network(4), Linear(2)] public partial class nEt; [Network(4), Linear(2)] public partial class NET;")]
    [InlineData("[Network(4), Use<bOdy>, Use<Body>] public partial class Net; [Block, Linear(2), ReLU] public partial class Body; [Block, Linear(3), ReLU] public partial class bOdy;")]
    [InlineData("[Network(4), Linear(2)] public partial class Net; public partial class Net { public int Extra => ParameterCount; }")]
    [InlineData("public class Base { protected int Value; } [Network(4), Linear(2)] public partial class Net : Base;")]
    [InlineData("[Network(4), Linear(2, Name = \"a<b>&\\\"c\\\\'/*\"), ReLU, Linear(2, Name = \"\u00e9\")] public partial class Net;")]
    [InlineData("[Network(4), Linear(2, Name = \"Net\"), ReLU, Linear(2, Name = \"parameters\"), Tanh, Linear(2, Name = \"class\")] public partial class Net;")]
    [InlineData("[Network(4), Linear(2, Name = \"a_b\"), ReLU, Linear(2, Name = \"a-b\"), Tanh, Linear(2, Name = \"aB\")] public partial class Net;")]
    [InlineData("[System.Obsolete] [Network(4)] [System.Serializable] [Linear(2)] public partial class Net;")]
    public void UnusualNames_Compile(string source) => NetworkRun.Of(source).AssertClean();

    [Theory]
    [InlineData("\\0")]
    [InlineData("\\uD800")]
    [InlineData("\\uFFFE")]
    [InlineData("a\\nb")]
    [InlineData("\\u2028")]
    public void NamesThatCannotBeDocumented_AreErrors(string name) =>
        Assert.Equal(["FOV0008"], FuzzTests.Survive($"[Network(4), Linear(2, Name = \"{name}\")] public partial class Net;").Problems.Select(problem => problem.Id));

    /// <summary>Every member of the surface is a name that the class must not have.</summary>
    [Fact]
    public void ClassesNamedLikeAMember_AreErrors()
    {
        string[] members = [.. NetworkRun.Of(Networks.LeNet5).Output.GetTypeByMetadataName("Samples.LeNet5")!.MemberNames
            .Where(name => name is not ".ctor" && !name.Contains('.') && !name.StartsWith("get_", StringComparison.Ordinal) && !name.StartsWith("set_", StringComparison.Ordinal) && !name.StartsWith('_') && !name.StartsWith("s_", StringComparison.Ordinal) && !name.EndsWith("Weight", StringComparison.Ordinal) && !name.EndsWith("Bias", StringComparison.Ordinal))];
        Assert.True(members.Length > 15);
        foreach (string member in members) Assert.Equal(["FOV0003"], NetworkRun.Of($"[Network(4), Linear(2), CrossEntropyLoss] public partial class {member};").Problems.Select(problem => problem.Id));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void ManyLayers(int count)
    {
        NetworkRun run = FuzzTests.Survive($"[Network(4), {string.Join(", ", Enumerable.Repeat("Linear(4), Sigmoid", count / 2))}] public partial class Net;");
        Assert.Equal(count, run.FromAnalyzer.Count(diagnostic => diagnostic.Id == "FOV3001"));
        Assert.True(run.Works);
        run.AssertCompiles();
    }
}
