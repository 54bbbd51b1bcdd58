using System.Collections.Immutable;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fovea.Generators;

/// <summary>Checks every network while it is typed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Descriptors.All.Values];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        // On a struct or an interface the C# compiler refuses our attributes itself.
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type) return;
        AttributeData[] attributes = AttributeSite.Ordered(type);
        int first = Array.FindIndex(attributes, attribute => AttributeSite.IsOurs(attribute.AttributeClass));
        if (first < 0) return;
        if (attributes.Any(attribute => AttributeSite.Kind(attribute.AttributeClass) is "Block"))
        {
            foreach (Problem problem in GraphBuilder.CheckBlock(DeclarationReader.Read(type, context.CancellationToken))) Report(context, type, attributes, problem);
            return;
        }
        if (!attributes.Any(attribute => AttributeSite.Kind(attribute.AttributeClass) is "Network"))
        {
            Report(context, type, attributes, new Problem(
                Descriptors.NoNetwork.Id, new ProblemSite(first, null),
                $"'{type.Name}' has layers but no input: begin with [Network(channels, height, width)] or [Network(features)].", EquatableArray<FixHint>.Empty));
            return;
        }
        NetworkGraph graph = GraphBuilder.Build(DeclarationReader.Read(type, context.CancellationToken));
        foreach (Problem problem in graph.Problems) Report(context, type, attributes, problem);
        // A use of a block is many layers at one attribute.
        foreach (IGrouping<ProblemSite, Node> layers in graph.Nodes.GroupBy(node => node.Site))
        {
            Report(context, type, attributes, new Problem(Descriptors.LayerShape.Id, layers.Key, LayerTable.Describe([.. layers]), EquatableArray<FixHint>.Empty));
        }
    }

    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData[] attributes, Problem problem)
    {
        ImmutableDictionary<string, string?> properties = problem.Fix.Count == 0 ? ImmutableDictionary<string, string?>.Empty : problem.Fix.ToImmutableDictionary(hint => hint.Name, hint => (string?)hint.Value);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.All[problem.Id], AttributeSite.Locate(type, attributes, problem.Site, context.CancellationToken),
            AttributeSite.LocateWithin(context.Compilation, problem.Site, context.CancellationToken), properties, problem.Message));
    }
}
