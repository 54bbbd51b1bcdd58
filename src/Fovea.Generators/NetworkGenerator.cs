using System.Collections.Immutable;
using System.Text;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Fovea.Generators.Plans;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fovea.Generators;

/// <summary>Writes the other half of every class with [Network].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps, for tests of caching.</summary>
    internal const string DeclarationsStep = "Declarations", GraphsStep = "Graphs", SourcesStep = "Sources", BlocksStep = "Blocks";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<NetworkDeclaration> declarations = Declarations(context, "Network").WithTrackingName(DeclarationsStep);

        IncrementalValuesProvider<NetworkGraph> graphs = declarations
            .Select(static (declaration, _) => GraphBuilder.Build(declaration))
            .WithTrackingName(GraphsStep);

        IncrementalValuesProvider<NetworkDeclaration> blocks = Declarations(context, "Block").WithTrackingName(BlocksStep);

        IncrementalValueProvider<Wishes> wishes = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => WishesOf(options.GlobalOptions));
        IncrementalValuesProvider<GeneratedSource> sources = graphs.Combine(Names(declarations)).Combine(wishes)
            .Select(static (pair, _) => new GeneratedSource(Hint(pair.Left.Left.Type, pair.Left.Right) + ".g.cs", Generate(pair.Left.Left, pair.Right)))
            .WithTrackingName(SourcesStep);
        context.RegisterSourceOutput(sources, AddSource);

        IncrementalValuesProvider<GeneratedSource> blockSources = blocks.Combine(Names(blocks))
            .Select(static (pair, _) => new GeneratedSource(Hint(pair.Left.Type, pair.Right) + "-block.g.cs", IsOpen(pair.Left.Problems) && !pair.Left.Attributes.Any(attribute => attribute.Kind == "Network") ? NetworkEmitter.EmitBlock(pair.Left) : ""));
        context.RegisterSourceOutput(blockSources, AddSource);

        IncrementalValueProvider<bool> reports = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => AnalyzersAreOff(options.GlobalOptions));
        ReportErrors(context, reports, graphs.Select(static (graph, _) => new Findings(graph.Type, graph.Problems)));
        ReportErrors(context, reports, blocks.Select(static (block, _) => new Findings(block.Type, GraphBuilder.CheckBlock(block))));
    }

    private static IncrementalValuesProvider<NetworkDeclaration> Declarations(IncrementalGeneratorInitializationContext context, string kind) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            $"Fovea.{kind}Attribute",
            static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
            (match, cancellation) => IsFirst(match, kind, cancellation) ? DeclarationReader.Read((INamedTypeSymbol)match.TargetSymbol, cancellation) : null)
        .Where(static declaration => declaration is not null)
        .Select(static (declaration, _) => declaration!);

    private static IncrementalValueProvider<EquatableArray<string>> Names(IncrementalValuesProvider<NetworkDeclaration> declarations) => declarations
        .Select(static (declaration, _) => declaration.Type.MetadataName)
        .Collect()
        .Select(static (all, _) => all.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray());

    private static void AddSource(SourceProductionContext production, GeneratedSource source)
    {
        if (source.Text.Length > 0) production.AddSource(source.HintName, SourceText.From(source.Text, Encoding.UTF8));
    }

    // [Network] on two parts is an error, and must not become two files of one name.
    private static bool IsFirst(GeneratorAttributeSyntaxContext match, string kind, CancellationToken cancellation) =>
        match.TargetSymbol is INamedTypeSymbol { TypeKind: TypeKind.Class } type
        && AttributeSite.Ordered(type).First(attribute => AttributeSite.Kind(attribute.AttributeClass) == kind)
            .ApplicationSyntaxReference!.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>() == match.TargetNode;

    // In the project file, for those who measure. Anything else leaves the choice to the planner.
    private static Wishes WishesOf(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options)
    {
        return new(Wish<Layout>(nameof(Wishes.Layout)), Wish<Winograd>(nameof(Wishes.Winograd)), Wish<Sharing>(nameof(Wishes.Sharing)));

        T? Wish<T>(string property)
            where T : struct, Enum =>
            options.TryGetValue("build_property.Fovea" + property, out string? name) && Enum.TryParse(name, ignoreCase: true, out T value) ? value : null;
    }

    private static string Generate(NetworkGraph graph, Wishes wishes) =>
        !graph.HasErrors ? NetworkEmitter.Emit(Planner.Plan(graph, wishes))
        : IsOpen(graph.Problems) ? NetworkEmitter.EmitBroken(graph)
        : "";

    // A half that cannot be joined to the user's would only add errors.
    private static bool IsOpen(EquatableArray<Problem> problems) =>
        !problems.Any(problem => problem.Site == ProblemSite.Class && problem.Id != Descriptors.NoLayers.Id);

    // Hint names must differ by more than case.
    private static string Hint(TypeIdentity type, EquatableArray<string> names)
    {
        string name = type.MetadataName;
        int clash = names.Where(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)).TakeWhile(other => other != name).Count();
        return name.Replace('+', '.').Replace('`', '-') + (clash == 0 ? "" : "-" + clash);
    }

    // Errors cannot be turned off: where analyzers do not run in a build, the generator reports them.
    private static bool AnalyzersAreOff(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options)
    {
        return !Is("DesignTimeBuild", "true") && (Is("RunAnalyzers", "false") || (!Is("RunAnalyzers", "true") && Is("RunAnalyzersDuringBuild", "false")));

        bool Is(string property, string value) =>
            options.TryGetValue("build_property." + property, out string? actual) && string.Equals(actual, value, StringComparison.OrdinalIgnoreCase);
    }

    private static void ReportErrors(IncrementalGeneratorInitializationContext context, IncrementalValueProvider<bool> reports, IncrementalValuesProvider<Findings> findings) =>
        context.RegisterSourceOutput(findings.Combine(reports).Combine(context.CompilationProvider), static (production, input) =>
        {
            if (input.Left.Right) ReportErrors(production, input.Left.Left, input.Right);
        });

    private static void ReportErrors(SourceProductionContext production, Findings findings, Compilation compilation)
    {
        if (compilation.Assembly.GetTypeByMetadataName(findings.Type.MetadataName) is not { } type) return;
        foreach (Problem problem in findings.Problems)
        {
            DiagnosticDescriptor descriptor = Descriptors.All[problem.Id];
            if (descriptor.DefaultSeverity == DiagnosticSeverity.Error)
            {
                production.ReportDiagnostic(Diagnostic.Create(
                    descriptor, AttributeSite.Locate(type, problem.Site, production.CancellationToken),
                    AttributeSite.LocateWithin(compilation, problem.Site, production.CancellationToken), problem.Message));
            }
        }
    }

    private sealed record Findings(TypeIdentity Type, EquatableArray<Problem> Problems);

    private sealed record GeneratedSource(string HintName, string Text);
}
