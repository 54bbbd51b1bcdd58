using System.Text;

namespace Fovea.Tests.Numerics;

/// <summary>What became of one case.</summary>
/// <param name="Name">The case.</param>
/// <param name="Group">What it is about: a family, an operator.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Note">Why it was skipped, how it failed, or what was left out of a pass.</param>
internal sealed record ConformanceVerdict(string Name, string Group, ConformanceOutcome Outcome, string Note)
{
    /// <summary>Runs a case that answers why it is skipped, or null.</summary>
    public static ConformanceVerdict Of(string name, string group, Func<string, string?> run, string note = "")
    {
        try
        {
            return run(name) is { } reason ? new(name, group, ConformanceOutcome.Skipped, reason) : new(name, group, ConformanceOutcome.Passed, note);
        }
        catch (Exception failure)
        {
            return new(name, group, ConformanceOutcome.Failed, failure.Message);
        }
    }
}

/// <summary>How a case ended.</summary>
internal enum ConformanceOutcome
{
    Passed,
    Skipped,
    Failed,
}

/// <summary>The page of <c>docs/conformance.md</c>.</summary>
internal static class ConformanceDocument
{
    public const string Command = "FOVEA_ACCEPT_SNAPSHOTS=1 dotnet test --project tests/Fovea.Tests -c Release --filter-class '*ConformanceDocumentTests'";

    public static string Write(IReadOnlyList<ConformanceVerdict> pytorch, IReadOnlyList<ConformanceVerdict> onnx)
    {
        var text = new StringBuilder($"""
            # Conformance

            Generated networks beside what others compute. The tests write this page, and fail where it says something else than they found; after a change,

            ```
            {Command}
            ```

            ## PyTorch

            Each case is a graph with its inputs and tensors, and what PyTorch made of them: the output, the loss, every gradient, running statistics, and what optimizers did.
            `ConformanceTests` declares each as a network and compares all of it.


            """.ReplaceLineEndings("\n"));
        Append(text, pytorch, "family");
        text.Append("""

            ## ONNX

            The backend tests of [ONNX](https://github.com/onnx/onnx) (Apache-2.0): nodes and small graphs with their inputs and outputs. `OnnxConformanceTests` declares those
            that are made of image layers: `float32`, rank 4 (batch, channels, height, width) or 2 (batch, features), and for functions of single numbers any rank.


            """.ReplaceLineEndings("\n"));
        Append(text, onnx, "operator");
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<ConformanceVerdict> verdicts, string group)
    {
        ConformanceVerdict[] passed = Of(ConformanceOutcome.Passed), skipped = Of(ConformanceOutcome.Skipped), failed = Of(ConformanceOutcome.Failed);
        text.Append($"{verdicts.Count} cases: {passed.Length} passed, {skipped.Length} skipped, {failed.Length} failed.\n\n| {group} | passed |\n|---|---|\n");
        foreach (var cases in passed.GroupBy(verdict => verdict.Group).OrderBy(cases => cases.Key, StringComparer.Ordinal))
            text.Append($"| {cases.Key} | {string.Join(", ", cases.Select(verdict => verdict.Name + (verdict.Note.Length > 0 ? $" ({verdict.Note})" : "")))} |\n");
        Reasons("skipped because", skipped);
        Reasons("failed", failed);

        ConformanceVerdict[] Of(ConformanceOutcome outcome) => [.. verdicts.Where(verdict => verdict.Outcome == outcome)];

        void Reasons(string title, ConformanceVerdict[] cases)
        {
            if (cases.Length == 0) return;
            text.Append($"\n| {title} | | cases |\n|---|---|---|\n");
            foreach (var reason in cases.GroupBy(verdict => verdict.Note.Split('\n')[0]).OrderByDescending(reason => reason.Count()).ThenBy(reason => reason.Key, StringComparer.Ordinal))
                text.Append($"| {reason.Key} | {reason.Count()} | {string.Join(", ", reason.Select(verdict => verdict.Name))} |\n");
        }
    }
}
