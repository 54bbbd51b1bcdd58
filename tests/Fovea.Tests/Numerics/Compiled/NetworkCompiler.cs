using System.Collections.Immutable;
using System.Runtime.Loader;
using Fovea.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fovea.Tests.Numerics;

/// <summary>Compiles declarations in memory with the generator and the analyzer, as a user's project would.</summary>
internal static class NetworkCompiler
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // What users have by default: nullable, no unsafe code.
    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    /// <summary>The analyzer's errors alone: much cheaper than to compile.</summary>
    public static IReadOnlyList<Diagnostic> Errors(Declaration declaration) => [.. Analyze(Parse([declaration])).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    /// <summary>The classes by name, made of many declarations in one compilation: most of the time goes by the compilation.</summary>
    /// <exception cref="NetworkCompilationException">An error was reported. Warnings are for <see cref="CompiledNetwork.AssertNoWarnings"/>.</exception>
    public static IReadOnlyDictionary<string, CompiledNetwork> Compile(params IEnumerable<Declaration> declarations) => Compile(declarations, lints: false);

    /// <summary>The same, with a word on whether lints are warnings too, and whether all widths of vectors are compiled or only the one that runs.</summary>
    /// <exception cref="NetworkCompilationException">An error was reported.</exception>
    public static IReadOnlyDictionary<string, CompiledNetwork> Compile(IEnumerable<Declaration> declarations, bool lints, bool oneWidth = false, LayoutOptions? options = null)
    {
        Declaration[] all = [.. declarations];
        CSharpCompilation compilation = Parse(all);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Parsing, optionsProvider: options ?? new LayoutOptions(Environment.GetEnvironmentVariable("FOVEA_LAYOUT"), Environment.GetEnvironmentVariable("FOVEA_WINOGRAD"), Environment.GetEnvironmentVariable("FOVEA_SHARING")));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> fromGenerator);
        ImmutableArray<Diagnostic> fromAnalyzer = Analyze(compilation);

        generated = VectorWidth.Choose(generated, oneWidth);
        using var assembly = new MemoryStream();
        ImmutableArray<Diagnostic> fromCompiler = generated.Emit(assembly).Diagnostics;
        // Lints are opinions about networks, and random networks have no taste.
        Diagnostic[] problems =
        [
            .. fromGenerator.Concat(fromCompiler).Concat(fromAnalyzer.Where(diagnostic => lints || !diagnostic.Id.StartsWith("FOV2", StringComparison.Ordinal)))
                .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning),
        ];
        Exception? crash = driver.GetRunResult().Results.Single().Exception;
        if (crash is not null || problems.Any(problem => problem.Severity == DiagnosticSeverity.Error)) throw new NetworkCompilationException(all, problems, crash);

        assembly.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        System.Reflection.Assembly loaded = context.LoadFromStream(assembly);
        foreach ((string method, int bytes) in CodeSize.Of(loaded))
        {
            if (bytes > CodeSize.Limit) throw new InvalidOperationException($"{method} has {bytes} bytes of IL, over {CodeSize.Limit}.");
        }

        return all.ToDictionary(declaration => declaration.TypeName, declaration => new CompiledNetwork(
            declaration,
            loaded.GetType(declaration.TypeName, throwOnError: true)!,
            [.. problems.Where(problem => NetworkCompilationException.IsOf(declaration, problem)).Select(problem => problem.ToString())]));
    }

    private static CSharpCompilation Parse(IEnumerable<Declaration> declarations) => CSharpCompilation.Create(
        $"Networks{Guid.NewGuid():N}",
        declarations.Select(declaration => CSharpSyntaxTree.ParseText("using Fovea;\n\n" + declaration.Source, Parsing, declaration.TypeName + ".cs")),
        References,
        Options);

    private static ImmutableArray<Diagnostic> Analyze(Compilation compilation) =>
        compilation.WithAnalyzers([new NetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
}

/// <summary>
/// FOVEA_LAYOUT=Lanes or Blocked compiles every network for that layout, where the planner chose by size. FOVEA_WINOGRAD=Always or Never: every convolution that can be, or none,
/// is computed by Winograd's algorithm. FOVEA_SHARING=Always or Never: threads share every step of an image that can be cut into parts, or none.
/// </summary>
internal sealed class LayoutOptions(string? layout, string? winograd, string? sharing = null) : AnalyzerConfigOptionsProvider
{
    public string? Layout => layout;

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(layout, winograd, sharing);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Options(string? layout, string? winograd, string? sharing) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.FoveaLayout" => layout,
                "build_property.FoveaWinograd" => winograd,
                "build_property.FoveaSharing" => sharing,
                _ => null,
            };
            return value is not null;
        }
    }
}

/// <summary>Networks of one compilation; where that fails, of one each, so that only the guilty ones fail.</summary>
internal sealed class CompiledNetworks
{
    private readonly Dictionary<string, Lazy<CompiledNetwork>> _networks;

    public CompiledNetworks(params IEnumerable<Declaration> declarations)
        : this(declarations, oneWidth: false)
    {
    }

    public CompiledNetworks(IEnumerable<Declaration> declarations, bool oneWidth)
    {
        Declaration[] all = [.. declarations];
        try
        {
            _networks = NetworkCompiler.Compile(all, lints: false, oneWidth).ToDictionary(pair => pair.Key, pair => new Lazy<CompiledNetwork>(pair.Value));
        }
        catch (Exception) when (all.Length > 1)
        {
            _networks = all.ToDictionary(
                declaration => declaration.TypeName,
                declaration => new Lazy<CompiledNetwork>(() => NetworkCompiler.Compile([declaration], lints: false, oneWidth).Values.Single()));
        }
    }

    /// <summary>A network, or the exception of its compilation.</summary>
    public CompiledNetwork this[string typeName] => _networks[typeName].Value;
}

/// <summary>Declarations that did not compile.</summary>
internal sealed class NetworkCompilationException(IReadOnlyCollection<Declaration> declarations, IReadOnlyCollection<Diagnostic> problems, Exception? crash)
    : Exception(Describe(declarations, problems, crash))
{
    /// <summary>Whether a problem is in a declaration or in what was generated for it.</summary>
    public static bool IsOf(Declaration declaration, Diagnostic problem) =>
        Path.GetFileName(problem.Location.GetLineSpan().Path)?.StartsWith(declaration.TypeName + ".", StringComparison.Ordinal) == true;

    private static string Describe(IReadOnlyCollection<Declaration> declarations, IReadOnlyCollection<Diagnostic> problems, Exception? crash)
    {
        // Of many declarations, only those with something wrong.
        string[] guilty = [.. declarations.Where(declaration => problems.Any(problem => IsOf(declaration, problem))).Select(declaration => declaration.Source)];
        return string.Join('\n', (string[])[$"{problems.Count} problems.", .. problems.Take(20).Select(problem => problem.ToString()), crash?.ToString() ?? "", .. guilty.DefaultIfEmpty(declarations.First().Source).Take(3)]);
    }
}
