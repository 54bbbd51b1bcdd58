using System.Text.RegularExpressions;
using Fovea.Generators.Diagnostics;

namespace Fovea.Generators.Tests;

/// <summary>The pages' code is what they say it is.</summary>
public class DocumentationTests
{
    // It takes two assemblies to be wrong.
    private const string WithoutCode = "FOV0014";

    public static TheoryData<string> Ids => [.. Descriptors.All.Keys.Where(id => id is not (WithoutCode or "FOV3001"))];

    [Theory, MemberData(nameof(Ids))]
    public void WrongCodeIsWrong_AndRightCodeRight(string id)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/rules", id + ".md")).ReplaceLineEndings("\n");
        NetworkRun wrong = NetworkRun.Of(Code(page, "Wrong")), right = NetworkRun.Of(Code(page, "Right"));
        Assert.Equal([id], Reported(wrong).Distinct());
        Assert.Empty(Reported(right));
        Assert.True(right.Works);
    }

    private static IEnumerable<string> Reported(NetworkRun run) => run.FromAnalyzer.Select(diagnostic => diagnostic.Id).Where(id => id != "FOV3001");

    private static string Code(string page, string section) => Regex.Match(page, $"## {section}\n\n```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
