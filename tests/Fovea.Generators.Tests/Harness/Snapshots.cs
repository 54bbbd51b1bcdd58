using System.Runtime.CompilerServices;

namespace Fovea.Generators.Tests;

/// <summary>
/// Text that a person has approved, in <c>Class.Test.verified.cs</c> beside the test. Where it differs, <c>Class.Test.received.cs</c> is written to compare with.
/// Run the tests with FOVEA_ACCEPT_SNAPSHOTS=1 to approve what they receive.
/// </summary>
internal static class Snapshots
{
    public static void Match(string text, string extension = "cs", [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{test}");
        string verified = $"{stem}.verified.{extension}", received = $"{stem}.received.{extension}";
        text = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("FOVEA_ACCEPT_SNAPSHOTS") == "1") File.WriteAllText(verified, text);
        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (expected == text)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text);
        Assert.Fail($"Line {FirstDifference(expected, text)} differs from {Path.GetFileName(verified)}: compare it with {received}, and approve with FOVEA_ACCEPT_SNAPSHOTS=1.");
    }

    private static int FirstDifference(string expected, string actual) =>
        1 + expected.Split('\n').Zip(actual.Split('\n')).TakeWhile(lines => lines.First == lines.Second).Count();
}
