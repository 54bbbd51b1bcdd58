using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Tests;

/// <summary>FOV3001: what hovering over a layer shows.</summary>
public class InformationTests
{
    [Fact]
    public void EveryLayerShowsItsShape()
    {
        Diagnostic[] shown = [.. NetworkRun.Of(Networks.LeNet5).FromAnalyzer];
        Assert.All(shown, diagnostic => Assert.Equal(("FOV3001", DiagnosticSeverity.Info), (diagnostic.Id, diagnostic.Severity)));
        Assert.Equal(12, shown.Length);
        Assert.Equal("conv1: 1×28×28 → 6×28×28, 156 parameters, receptive field 5×5", shown[0].GetMessage());
        Assert.Equal("relu1: 6×28×28 → 6×28×28, receptive field 5×5", shown[1].GetMessage());
        Assert.Equal("conv2: 6×14×14 → 16×10×10, 2 416 parameters, receptive field 14×14", shown[3].GetMessage());
        Assert.Equal("flatten1: 16×5×5 → 400, receptive field 16×16", shown[6].GetMessage());
        Assert.Equal("linear3: 84 → 10, 850 parameters, receptive field 28×28", shown[11].GetMessage());
    }

    [Fact]
    public void ItStandsOnTheAttributesName()
    {
        NetworkRun run = NetworkRun.Of("[Network(4), Fovea.LinearAttribute(2)] public partial class Net;");
        Diagnostic shown = Assert.Single(run.FromAnalyzer);
        Assert.Equal("Fovea.LinearAttribute", shown.Location.SourceTree!.ToString().Substring(shown.Location.SourceSpan.Start, shown.Location.SourceSpan.Length));
    }

    /// <summary>Up to the layer that does not fit: what follows is unknown.</summary>
    [Fact]
    public void LayersAfterABrokenOneAreSilent() =>
        Assert.Equal(["FOV3001", "FOV1001"], NetworkRun.Of("[Network(1, 8, 8), ReLU, Conv2d(6, 40), ReLU, Conv2d(6, 400)] public partial class Net;").FromAnalyzer.Select(diagnostic => diagnostic.Id));
}
