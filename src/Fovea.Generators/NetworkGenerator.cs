using System.Collections.Immutable;
using System.Text;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;
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
        IncrementalValuesProvider<NetworkDeclaration> declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Fovea.NetworkAttribute",
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => IsFirst(match, cancellation) ? DeclarationReader.Read((INamedTypeSymbol)match.TargetSymbol, cancellation) : null)
            .Where(static declaration => declaration is not null)
            .Select(static (declaration, _) => declaration!)
            .WithTrackingName(DeclarationsStep);

        IncrementalValuesProvider<NetworkGraph> graphs = declarations
            .Select(static (declaration, _) => GraphBuilder.Build(declaration))
            .WithTrackingName(GraphsStep);

        IncrementalValuesProvider<NetworkDeclaration> blocks = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Fovea.BlockAttribute",
                static (node, _) => node is ClassDeclarationSyntax,
                static (match, cancellation) => DeclarationReader.Read((INamedTypeSymbol)match.TargetSymbol, cancellation))
            .Where(static declaration => !declaration.Problems.Any(problem => problem.Site == ProblemSite.Class))
            .WithTrackingName(BlocksStep);
        context.RegisterSourceOutput(blocks, static (production, block) =>
            production.AddSource(Hint(block.Type.MetadataName) + ".g.cs", SourceText.From(NetworkEmitter.EmitBlock(block), Encoding.UTF8)));

        // Hint names must differ by more than case.
        IncrementalValueProvider<EquatableArray<string>> names = declarations
            .Select(static (declaration, _) => declaration.Type.MetadataName)
            .Collect()
            .Select(static (all, _) => all.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray());

        IncrementalValuesProvider<GeneratedSource> sources = graphs.Combine(names)
            .Select(static (pair, _) => Generate(pair.Left, pair.Right))
            .WithTrackingName(SourcesStep);

        context.RegisterSourceOutput(sources, static (production, source) =>
        {
            if (source.Text.Length > 0) production.AddSource(source.HintName, SourceText.From(source.Text, Encoding.UTF8));
        });

        IncrementalValueProvider<bool> reports = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => AnalyzersAreOff(options.GlobalOptions));
        context.RegisterSourceOutput(graphs.Combine(reports).Combine(context.CompilationProvider), static (production, input) =>
        {
            if (input.Left.Right) ReportErrors(production, input.Left.Left, input.Right);
        });
    }

    // [Network] on two parts is an error, and must not become two files of one name.
    private static bool IsFirst(GeneratorAttributeSyntaxContext match, CancellationToken cancellation) =>
        match.TargetSymbol is INamedTypeSymbol { TypeKind: TypeKind.Class } type
        && AttributeSite.Ordered(type).First(attribute => AttributeSite.Kind(attribute.AttributeClass) == "Network")
            .ApplicationSyntaxReference!.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>() == match.TargetNode;

    private static GeneratedSource Generate(NetworkGraph graph, EquatableArray<string> names)
    {
        string name = graph.Type.MetadataName;
        int clash = names.Where(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)).TakeWhile(other => other != name).Count();
        string hint = Hint(name) + (clash == 0 ? "" : "-" + clash) + ".g.cs";
        return new GeneratedSource(hint, graph switch
        {
            // A half that cannot be joined to the user's would only add errors.
            { HasErrors: true } when graph.Problems.Any(problem => problem.Site == ProblemSite.Class && problem.Id != Descriptors.NoLayers.Id) => "",
            { HasErrors: true } => NetworkEmitter.EmitBroken(graph),
            _ => NetworkEmitter.Emit(Planner.Plan(graph)),
        });
    }

    private static string Hint(string metadataName) => metadataName.Replace('+', '.').Replace('`', '-');

    // Errors cannot be turned off: where analyzers do not run in a build, the generator reports them.
    private static bool AnalyzersAreOff(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options)
    {
        return !Is("DesignTimeBuild", "true") && (Is("RunAnalyzers", "false") || (!Is("RunAnalyzers", "true") && Is("RunAnalyzersDuringBuild", "false")));

        bool Is(string property, string value) =>
            options.TryGetValue("build_property." + property, out string? actual) && string.Equals(actual, value, StringComparison.OrdinalIgnoreCase);
    }

    private static void ReportErrors(SourceProductionContext production, NetworkGraph graph, Compilation compilation)
    {
        if (!graph.HasErrors || compilation.Assembly.GetTypeByMetadataName(graph.Type.MetadataName) is not { } type) return;
        foreach (Problem problem in graph.Problems)
        {
            DiagnosticDescriptor descriptor = Descriptors.All[problem.Id];
            if (descriptor.DefaultSeverity == DiagnosticSeverity.Error)
            {
                production.ReportDiagnostic(Diagnostic.Create(descriptor, AttributeSite.Locate(type, problem.Site, production.CancellationToken), problem.Message));
            }
        }
    }

    private sealed record GeneratedSource(string HintName, string Text);
}
