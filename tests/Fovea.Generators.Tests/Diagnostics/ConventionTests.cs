using Fovea.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>Every diagnostic has all that belongs to one.</summary>
public class ConventionTests
{
    // Tested elsewhere in this assembly, for a marked place in one declaration does not show them.
    private static readonly string[] Elsewhere = ["FOV0014", "FOV3001"];

    public static TheoryData<string> Ids => [.. Descriptors.All.Keys];

    [Theory, MemberData(nameof(Ids))]
    public void HasACase(string id) =>
        Assert.Equal(!Elsewhere.Contains(id), DiagnosticCases.All.Values.Any(test => test.Id == id));

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
}
