namespace Fovea.Tests.Numerics;

/// <summary>What ran, printed, and beside what <c>docs/conformance.md</c> says.</summary>
public sealed class ConformanceDocumentTests
{
    [Fact]
    public void TheDocumentSaysWhatRan()
    {
        Assert.SkipWhen(ConformanceCase.Names.Count == 0 || OnnxCase.Names.Count == 0, "No conformance cases: set FOVEA_CONFORMANCE and FOVEA_CONFORMANCE_ONNX.");
        string text = ConformanceDocument.Write(
            [.. ConformanceCase.Names.Select(name => ConformanceVerdict.Of(name, ConformanceCase.Read(name).Family, ConformanceNetworks.Shared.Run))],
            [.. OnnxCase.Names.Select(name => ConformanceVerdict.Of(name, OnnxNetworks.Shared.Case(name).Op, OnnxNetworks.Shared.Run, Without(OnnxNetworks.Shared.Missing(name))))]);
        TestContext.Current.TestOutputHelper?.WriteLine(text);

        string[] variables = ["FOVEA_CONFORMANCE", "FOVEA_CONFORMANCE_ONNX"];
        string? given = Array.Find(variables, variable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)));
        Assert.SkipWhen(given is not null, $"docs/conformance.md is about the cases beside the repository, and {given} names others.\n{text}");
        Assert.SkipWhen(SharedFiles.Repository is null, "No repository around the tests.");
        string path = Path.Combine(SharedFiles.Repository!, "docs", "conformance.md");
        if (Environment.GetEnvironmentVariable("FOVEA_ACCEPT_SNAPSHOTS") == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text, $"{path} says something else than what ran. Write it anew with\n{ConformanceDocument.Command}\n{text}");
    }

    private static string Without(IReadOnlyList<string> missing) => missing.Count == 0 ? "" : $"without {string.Join(", ", missing)}";
}
