using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fovea.Generators.Benchmarks;

/// <summary>What one network costs the compiler.</summary>
internal sealed record Measurement(
    string Network, int Lines, int Characters, int Methods, double Cold, Times Generation, Times Parsing, Times Analysis, Times Idle, Times Unrelated, bool IsCached, double Compilation)
{
    private const double WarmUpSeconds = 20, Seconds = 2;

    private const string Format = "{0,-12} {1,5} {2,10} {3,8} {4,6} {5,15} {6,15} {7,13} {8,13} {9,13} {10,7} {11,12}";

    public static string Header { get; } = string.Format(
        CultureInfo.InvariantCulture, Format, "network", "lines", "characters", "methods", "cold", "generation", "and parsing", "analysis", "nothing", "unrelated", "cached", "compilation");

    public static Measurement Of(Declaration declaration)
    {
        var project = new Project(declaration);
        long start = Stopwatch.GetTimestamp();
        GeneratorDriver driver = project.Driver.RunGeneratorsAndUpdateCompilation(project.Compilation, out Compilation output, out _);
        double cold = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        SyntaxTree[] generated = [.. driver.GetRunResult().GeneratedTrees];

        // The declaration has changed: declaration, graph, plan, text.
        Times generation = Times.Of(WarmUpSeconds, Seconds, project.EditNetwork, compilation => driver = driver.RunGenerators(compilation));
        Times parsing = Times.Of(WarmUpSeconds, Seconds, project.EditNetwork, compilation =>
        {
            driver = driver.RunGenerators(compilation);
            foreach (SyntaxTree tree in driver.GetRunResult().GeneratedTrees) tree.GetRoot();
        });
        // The compilation has changed: nothing of it is bound yet, neither the class nor its attributes.
        Times analysis = Times.Of(WarmUpSeconds, Seconds, project.EditNetwork, compilation => Analyze(compilation, new NetworkAnalyzer()));
        Times idle = Times.Of(WarmUpSeconds, Seconds, project.EditNetwork, compilation => Analyze(compilation, new IdleAnalyzer()));
        driver = driver.RunGenerators(project.Compilation);
        Times unrelated = Times.Of(Seconds, Seconds, project.EditOther, compilation => driver = driver.RunGenerators(compilation));

        start = Stopwatch.GetTimestamp();
        using var assembly = new MemoryStream();
        if (!output.Emit(assembly).Success) throw new InvalidOperationException($"{declaration.Name} does not compile.");
        double compiled = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        return new Measurement(
            declaration.Name, declaration.Lines, generated.Sum(tree => tree.Length), generated.Sum(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Count()),
            cold, generation, parsing, analysis, idle, unrelated, IsAllCached(driver), compiled);
    }

    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, Format, Network, Lines, Characters.ToString("#,0", CultureInfo.InvariantCulture), Methods, Cold.ToString("0", CultureInfo.InvariantCulture),
        Generation, Parsing, Analysis, Idle, Unrelated, IsCached ? "all" : "NOT", Compilation.ToString("0", CultureInfo.InvariantCulture));

    private static void Analyze(CSharpCompilation compilation, DiagnosticAnalyzer analyzer) =>
        compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    private static bool IsAllCached(GeneratorDriver driver)
    {
        ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps = driver.GetRunResult().Results.Single().TrackedSteps;
        return new[] { NetworkGenerator.DeclarationsStep, NetworkGenerator.GraphsStep, NetworkGenerator.SourcesStep }
            .All(step => steps[step].SelectMany(run => run.Outputs).All(result => result.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }
}
