namespace Fovea.Tests;

/// <summary>Finds data that is too large for the repository. A test whose data is absent is skipped, and says so.</summary>
internal static class SharedFiles
{
    public static string Mnist => Find("FOVEA_MNIST", Path.Combine("data", "mnist"));

    public static string Digits => Find("FOVEA_DIGITS", Path.Combine("data", "digits"));

    public static string PyTorch => Find("FOVEA_CONFORMANCE", Path.Combine("conformance", "pytorch"));

    public static string Pretrained => Find("FOVEA_PRETRAINED", "pretrained");

    private static string Find(string variable, string folder)
    {
        string? path = Environment.GetEnvironmentVariable(variable);
        if (path is null)
        {
            for (DirectoryInfo? here = new(AppContext.BaseDirectory); here is not null; here = here.Parent)
            {
                if (!File.Exists(Path.Combine(here.FullName, "Generators.sln"))) continue;
                path = Path.GetFullPath(Path.Combine(here.FullName, "..", "shared", folder));
                break;
            }
        }
        if (!Directory.Exists(path)) Assert.Skip($"No data in '{path}'. Set {variable} to its folder.");
        return path;
    }
}
