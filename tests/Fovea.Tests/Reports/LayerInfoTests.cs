namespace Fovea.Tests;

public sealed class LayerInfoTests(ReportNetworks networks) : IClassFixture<ReportNetworks>
{
    [Fact]
    public void Inputs_AreTheLayersThatItTakes()
    {
        Dictionary<string, string> branches = Inputs("Branches");
        Assert.Equal("input", branches["stem"]);
        Assert.Equal("stem", branches["trunk"]);
        Assert.Equal(("trunk", "trunk", "trunk", "pool"), (branches["one"], branches["three"], branches["pool"], branches["pooled"]));
        Assert.Equal("one three pooled", branches["concat1"]);

        Dictionary<string, string> residual = Inputs("Residual");
        Assert.Equal("maxpool1", residual["same.conv1"]);
        Assert.Equal("same.bn2 maxpool1", residual["same.add"]);
        Assert.Equal("same.relu", residual["half.conv1"]);
        Assert.Equal("same.relu", residual["half.downsample.0"]);
        Assert.Equal("half.bn2 half.downsample.1", residual["half.add"]);
    }

    private Dictionary<string, string> Inputs(string name) => networks[name].Layers.ToArray().ToDictionary(layer => layer.Name, layer => string.Join(' ', layer.Inputs));
}
