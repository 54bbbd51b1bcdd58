using CsCheck;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>Analyzer and generator read one graph, so they cannot disagree.</summary>
public class AgreementTests
{
    private static readonly Options Off = new(("RunAnalyzers", "false"));

    [Fact]
    public void GeneratorWritesAWorkingNetwork_WhereTheAnalyzerFindsNoError() => Gens.Declaration.Sample(source =>
    {
        NetworkRun run = NetworkRun.Of(source);
        // What is wrong with a block is its own: the network that uses it is broken too, and says so or leaves it to the block.
        Assert.Equal(run.Errors.Any(), !run.WorksFor("Net"));
    }, iter: 120);

    [Fact]
    public void GeneratorReportsTheSameErrors_WhereAnalyzersAreOff() => Gens.Declaration.Sample(source =>
    {
        NetworkRun run = NetworkRun.Of(source, Off);
        Assert.Equal(run.Errors.Select(Describe).Order(), run.FromGenerator.Select(Describe).Order());
    }, iter: 60);

    [Theory]
    [InlineData("RunAnalyzers", "false", true)]
    [InlineData("RunAnalyzersDuringBuild", "false", true)]
    [InlineData("RunAnalyzers", "", false)]
    [InlineData("RunAnalyzers", "true", false)]
    public void GeneratorReports_OnlyWhereAnalyzersAreOff(string property, string value, bool reports)
    {
        NetworkRun run = NetworkRun.Of("[Network(4), Linear(0)] public partial class Net;", new Options((property, value)));
        Assert.Equal(reports ? ["FOV0008"] : [], run.FromGenerator.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void DesignTimeBuilds_ShowAnalyzersOnly() =>
        Assert.Empty(NetworkRun.Of("[Network(4), Linear(0)] public partial class Net;", new Options(("RunAnalyzers", "false"), ("DesignTimeBuild", "true"))).FromGenerator);

    /// <summary>RunAnalyzers outdoes RunAnalyzersDuringBuild, as it does in the compiler.</summary>
    [Fact]
    public void RunAnalyzers_OutdoesRunAnalyzersDuringBuild() =>
        Assert.Empty(NetworkRun.Of("[Network(4), Linear(0)] public partial class Net;", new Options(("RunAnalyzers", "true"), ("RunAnalyzersDuringBuild", "false"))).FromGenerator);

    /// <summary>What is generic, or twice in a solution, is found all the same.</summary>
    [Theory]
    [InlineData("[Network(4), Linear(2)] public partial class Net<T>;")]
    [InlineData("[Network(4), Linear(2)] file partial class Net;")]
    [InlineData("public class Outer<T> { [Network(4), Linear(2)] public partial class Net; }")]
    public void ErrorsOfUnusualTypes_AreReportedToo(string source)
    {
        NetworkRun run = NetworkRun.Of(source, Off);
        Assert.Equal(run.Errors.Select(Describe), run.FromGenerator.Select(Describe));
        Assert.NotEmpty(run.FromGenerator);
    }

    private static string Describe(Diagnostic diagnostic) => $"{diagnostic.Id} {diagnostic.Location.GetLineSpan()} {diagnostic.GetMessage()}";
}
