namespace Fovea.Generators.Tests;

/// <summary>Networks in the form that others already write, from <c>FOVEA_DESIGN</c> or beside the repository.</summary>
public class WellKnownNetworksTests
{
    [Fact]
    public void CompileWithoutAWarning()
    {
        string? folder = Environment.GetEnvironmentVariable("FOVEA_DESIGN");
        if (string.IsNullOrEmpty(folder)) folder = Path.Combine(Repository.Root, "..", "shared", "design");
        string file = Path.Combine(folder, "Networks.cs");
        Assert.SkipUnless(File.Exists(file), $"No {file}: set FOVEA_DESIGN to the folder that has Networks.cs.");
        NetworkRun.Of(File.ReadAllText(file)).AssertClean();
    }
}
