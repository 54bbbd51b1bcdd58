using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fovea.Generators.Tests;

/// <summary>
/// A project with networks, compiled as a user's would be: generator, analyzer, compiler.
/// Every run goes through the generator a second time on an equal compilation, where all must be cached, and looks for Roslyn's objects in the models.
/// </summary>
internal sealed class NetworkRun
{
    private static readonly string[] Steps = [NetworkGenerator.DeclarationsStep, NetworkGenerator.GraphsStep, NetworkGenerator.SourcesStep, NetworkGenerator.BlocksStep];

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText("global using Fovea;", Parsing, "/Usings.cs");

    // What is asked of generated code: no warning at the highest level.
    private static readonly CSharpCompilationOptions Strict = new(OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable);

    private readonly Lazy<ImmutableArray<Diagnostic>> _fromAnalyzer;

    private NetworkRun(CSharpCompilation input, GeneratorDriver driver, Compilation output, ImmutableArray<Diagnostic> fromGenerator)
    {
        (Input, Driver, Output, FromGenerator) = (input, driver, output, fromGenerator);
        _fromAnalyzer = new(() => Output.WithAnalyzers([new NetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ToImmutableArray());
    }

    /// <summary>What the user wrote.</summary>
    public CSharpCompilation Input { get; }

    public GeneratorDriver Driver { get; }

    /// <summary>With what the generator wrote.</summary>
    public Compilation Output { get; }

    public ImmutableArray<Diagnostic> FromGenerator { get; }

    public ImmutableArray<Diagnostic> FromAnalyzer => _fromAnalyzer.Value;

    public IEnumerable<Diagnostic> Errors => FromAnalyzer.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Warnings and errors of the C# compiler; that the user's own code is undocumented is not the point.</summary>
    public IEnumerable<Diagnostic> FromCompiler => Output.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !(diagnostic.Id == "CS1591" && Input.ContainsSyntaxTree(diagnostic.Location.SourceTree!)));

    /// <summary>Everything that a build would show as a warning or an error.</summary>
    public IEnumerable<Diagnostic> Problems => FromGenerator.Concat(FromAnalyzer).Concat(FromCompiler).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    public ImmutableArray<GeneratedSourceResult> Sources => Driver.GetRunResult().Results.Single().GeneratedSources;

    // Blocks only carry their declaration.
    private IEnumerable<string> NetworkSources => Sources.Where(source => !source.HintName.EndsWith("-block.g.cs", StringComparison.Ordinal)).Select(source => source.SourceText.ToString());

    /// <summary>Of the only network.</summary>
    public string Source => NetworkSources.Single();

    /// <summary>Whether the generator wrote working networks, rather than surfaces that throw or nothing.</summary>
    public bool Works => NetworkSources.Any() && NetworkSources.All(IsWhole);

    /// <summary>The same of one class.</summary>
    public bool WorksFor(string name) => Sources.Any(source => source.HintName == name + ".g.cs" && IsWhole(source.SourceText.ToString()));

    private static bool IsWhole(string source) => !source.Contains("was declared with errors");

    public static NetworkRun Of(string source, Options? options = null) => Of([source], options);

    public static NetworkRun Of(IReadOnlyList<string> sources, Options? options = null, params MetadataReference[] references)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Networks", sources.Select((source, i) => Parse(source, $"/File{i}.cs")).Prepend(Usings), References.All.AddRange(references), Strict);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()], parseOptions: Parsing, optionsProvider: options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        NetworkRun run = Run(driver, compilation);
        run.AssertModelsArePlain();
        run.Again(run.Input.Clone()).AssertReasons(IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged);
        return run;
    }

    /// <summary>The same driver on another compilation, as after an edit.</summary>
    public NetworkRun Again(CSharpCompilation compilation) => Run(Driver, compilation);

    /// <summary>After the text of one file has changed.</summary>
    public NetworkRun Edit(int file, Func<string, string> edit)
    {
        SyntaxTree tree = Input.SyntaxTrees[file + 1];
        string before = tree.ToString(), after = edit(before);
        Assert.NotEqual(before, after);
        return Again(Input.ReplaceSyntaxTree(tree, Parse(after, tree.FilePath)));
    }

    /// <summary>Why each step of the last run has the outputs it has.</summary>
    public IReadOnlyDictionary<string, IncrementalStepRunReason[]> Reasons
    {
        get
        {
            ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> tracked = Driver.GetRunResult().Results.Single().TrackedSteps;
            return Steps.ToDictionary(step => step, step => tracked.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs) ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)] : Array.Empty<IncrementalStepRunReason>());
        }
    }

    public void AssertReasons(params IncrementalStepRunReason[] allowed)
    {
        foreach ((string step, IncrementalStepRunReason[] reasons) in Reasons) Assert.All(reasons, reason => Assert.True(allowed.Contains(reason), $"{step} is {reason}."));
    }

    /// <summary>Nothing to see: not an error, not a warning, from anyone.</summary>
    public NetworkRun AssertClean()
    {
        AssertNone(Problems);
        Assert.True(Works);
        return this;
    }

    /// <summary>Nothing for the C# compiler to warn of.</summary>
    public void AssertCompiles() => AssertNone(FromCompiler);

    // Spelled out, since the harness shortens what differs.
    private static void AssertNone(IEnumerable<Diagnostic> diagnostics)
    {
        if (diagnostics.Any()) Assert.Fail(string.Join("\n", diagnostics.Take(10)));
    }

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, Parsing, path);

    private static NetworkRun Run(GeneratorDriver driver, CSharpCompilation compilation)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.True(result.Exception is null, result.Exception?.ToString());
        return new NetworkRun(compilation, driver, output, diagnostics);
    }

    private void AssertModelsArePlain()
    {
        foreach ((string step, ImmutableArray<IncrementalGeneratorRunStep> runs) in Driver.GetRunResult().Results.Single().TrackedSteps.Where(pair => Steps.Contains(pair.Key)))
        {
            foreach (object model in runs.SelectMany(run => run.Outputs).Select(output => output.Value)) Assert.True(ModelWalker.AssertPlain(model) > 0, step);
        }
    }
}
