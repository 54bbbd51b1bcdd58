using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

public class SnapshotTests
{
    [Fact]
    public void LeNet5() => Snapshots.Match(NetworkRun.Of(Networks.LeNet5).AssertClean().Source);

    [Fact]
    public void Broken() => Snapshots.Match(NetworkRun.Of(Networks.LeNet5.Replace("Conv2d(6, 5, Padding = 2)", "Conv2d(6, 40)")).Source);

    /// <summary>What hovering over the class shows, the user's own summary included.</summary>
    [Fact]
    public void LayerTable()
    {
        INamedTypeSymbol type = NetworkRun.Of(Networks.LeNet5).Output.GetTypeByMetadataName("Samples.LeNet5")!;
        Snapshots.Match(type.GetDocumentationCommentXml()!, "xml");
    }
}
