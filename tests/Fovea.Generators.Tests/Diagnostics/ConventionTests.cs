using Fovea.Generators.Diagnostics;
using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>Every diagnostic has all that belongs to one.</summary>
public class ConventionTests
{
    // Tested elsewhere in this assembly, for they cannot be shown by a marked place in a declaration.
    private static readonly string[] Elsewhere = ["FOV1004", "FOV3001"];

    // Their layers are still to come: move them out of here with the first case.
    private static readonly string[] Planned = ["FOV0011", "FOV0012", "FOV0013", "FOV0014", "FOV1030", "FOV2005", "FOV2009"];

    public static TheoryData<string> Ids => [.. Descriptors.All.Keys];

    [Theory, MemberData(nameof(Ids))]
    public void HasACase(string id) =>
        Assert.Equal(!Elsewhere.Contains(id) && !Planned.Contains(id), DiagnosticCases.All.Values.Any(test => test.Id == id));

    [Theory, MemberData(nameof(Ids))]
    public void HasAPageThatItsHelpLinkLeadsTo(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.All[id];
        Assert.EndsWith($"/docs/rules/{id}.md", descriptor.HelpLinkUri);
        string page = Path.Combine(Repository.Root, "docs/rules", id + ".md");
        Assert.True(File.Exists(page), page);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", File.ReadAllText(page).ReplaceLineEndings("\n"));
        Assert.Contains($"| [{id}]({id}.md) | {descriptor.Title} |", File.ReadAllText(Path.Combine(Repository.Root, "docs/rules/README.md")));
    }

    [Theory, MemberData(nameof(Ids))]
    public void HasARowInAnalyzerReleases(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.All[id];
        string row = $"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}";
        string releases = Path.Combine(Repository.Root, "src/Fovea.Generators/AnalyzerReleases.");
        Assert.Single(File.ReadLines(releases + "Shipped.md").Concat(File.ReadLines(releases + "Unshipped.md")), row);
    }

    /// <summary>FOV1004: a layer that needs a fixed size, after one that is left to run time.</summary>
    [Fact]
    public void Flatten_NeedsAFixedSize()
    {
        Generators.Graphs.Shape input = Generators.Graphs.Shape.Image(3, Size.Height, Size.Width);
        var reported = new List<string>();
        var inference = new Inference("Flatten", "flatten1", new EquatableArray<Generators.Graphs.Shape>([input]), Generators.Graphs.ReceptiveField.Input, input, (descriptor, _, message, _) => reported.Add($"{descriptor.Id}: {message}"));
        new FlattenLayer().Infer(inference);
        Assert.Null(inference.Output);
        Assert.Equal(["FOV1004: Flatten 'flatten1': a fully-connected layer needs a fixed size: pool to one with AdaptiveAvgPool2d, or use a convolution."], reported);
    }
}
