using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace Fovea.Generators.Tests;

/// <summary>Lints and information obey #pragma and .editorconfig; errors do not.</summary>
public class SuppressionTests
{
    private static readonly IReadOnlyDictionary<string, string> Sources = DiagnosticCases.All.Values.GroupBy(test => test.Id)
        .ToDictionary(group => group.Key, group => group.First().Source);

    public static TheoryData<string> Lints => [.. Sources.Keys.Where(id => id.StartsWith("FOV2", StringComparison.Ordinal))];

    public static TheoryData<string> Errors => [.. Sources.Keys.Where(id => id[3] is '0' or '1')];

    [Theory, MemberData(nameof(Lints))]
    public Task Lint_IsSuppressedByPragma(string id) =>
        Test($"#pragma warning disable {id}\n" + Unmarked(id)).RunAsync();

    [Theory, MemberData(nameof(Lints))]
    public async Task Lint_TakesItsSeverityFromEditorConfig(string id)
    {
        await Test(Unmarked(id), $"dotnet_diagnostic.{id}.severity = none").RunAsync();
        await Test(Marked(id), $"dotnet_diagnostic.{id}.severity = error").RunAsync();
    }

    /// <summary>By pragma neither: the code would not exist.</summary>
    [Theory, MemberData(nameof(Errors))]
    public Task Error_IsNotSuppressed(string id) =>
        Test($"#pragma warning disable {id}\n" + Marked(id), $"dotnet_diagnostic.{id}.severity = none").RunAsync();

    [Fact]
    public void Errors_AreNotConfigurable() =>
        Assert.All(Generators.Diagnostics.Descriptors.All.Values, descriptor =>
            Assert.Equal(descriptor.Id[3] < '2', descriptor.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable)));

    /// <summary>The line that docs/rules/FOV3001.md gives.</summary>
    [Fact]
    public async Task Information_IsTurnedOffByTheDocumentedLine()
    {
        string line = File.ReadLines(Path.Combine(Repository.Root, "docs/rules/FOV3001.md")).Single(text => text.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal));
        const string Source = "[Network(4), Linear(2)] public partial class Net;";
        await Test(Source, line, showsInformation: true).RunAsync();
        await Test(Source.Replace("Linear", "{|FOV3001:Linear|}"), showsInformation: true).RunAsync();
    }

    private static string Unmarked(string id) => Sources[id].Replace("[|", "").Replace("|]", "");

    private static string Marked(string id) => Sources[id].Replace("[|", "{|" + id + ":").Replace("|]", "|}");

    private static CSharpAnalyzerTest<NetworkAnalyzer, DefaultVerifier> Test(string source, string? config = null, bool showsInformation = false)
    {
        var test = new NetworkAnalyzerTest { TestCode = source };
        if (!showsInformation) test.DisabledDiagnostics.Add("FOV3001");
        if (config is not null) test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n[*.cs]\n{config}\n"));
        return test;
    }
}
