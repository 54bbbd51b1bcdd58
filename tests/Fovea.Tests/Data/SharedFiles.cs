namespace Fovea.Tests;

/// <summary>Finds data that is too large for the repository. A test whose data is absent is skipped, and says so.</summary>
internal static class SharedFiles
{
    public static string Mnist => Find("FOVEA_MNIST", Path.Combine("data", "mnist"));

    public static string Digits => Find("FOVEA_DIGITS", Path.Combine("data", "digits"));

    public static string PyTorch => Find("FOVEA_CONFORMANCE", Path.Combine("conformance", "pytorch"));

    public static string Pretrained => Find("FOVEA_PRETRAINED", "pretrained");

    /// <summary>The repository's folder, for what it keeps beside its code; null where the tests run elsewhere.</summary>
    public static string? Repository { get; } = FindRepository();

    /// <summary>The folder that a variable names, or one of those beside the repository; null where there is none.</summary>
    public static string? Locate(string variable, string folder)
    {
        string? path = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(path)) path = Repository is null ? null : Path.Combine(Repository, "..", "shared", folder);
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static string Find(string variable, string folder)
    {
        string? path = Locate(variable, folder);
        if (path is null) Assert.Skip($"No data: set {variable} to its folder, or put it into ../shared/{folder}.");
        return path;
    }

    private static string? FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Generators.sln"))) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
