using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Fovea.Generators.Tests;

/// <summary>What a user's project references: the framework that runs these tests, and Fovea.</summary>
internal static class References
{
    public static readonly ImmutableArray<MetadataReference> All =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Nothing to download: <see cref="All"/> is added to each test's project.</summary>
    public static readonly ReferenceAssemblies None = new("net10.0");
}
