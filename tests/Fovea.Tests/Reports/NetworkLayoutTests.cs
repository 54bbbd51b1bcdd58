using Fovea.Reports;

namespace Fovea.Tests;

public sealed class NetworkLayoutTests(ReportNetworks networks) : IClassFixture<ReportNetworks>
{
    [Fact]
    public void AChain_IsOneColumn_WithActivationsInPlace()
    {
        NetworkLayout layout = NetworkLayout.Of([Layer("conv1", 6, "input"), Layer("relu1", 6, "conv1"), Layer("pool1", 3, "relu1"), Layer("relu2", 3, "pool1"), Layer("conv2", 3, "relu2") with { MultiplyAdds = 1000 }]);
        Assert.Equal([("conv1", 1, 0, 1), ("pool1", 2, 0, 1), ("conv2", 3, 0, 0)], layout.Boxes.Select(box => (box.Layer.Name, box.Row, box.Column, box.InPlace.Count)));
        Assert.Equal([(null, "conv1", 0), ("conv1", "pool1", 0), ("pool1", "conv2", 0)], layout.Links.Select(link => (link.From?.Layer.Name, link.To.Layer.Name, link.Column)));
    }

    [Fact]
    public void WhatTwoLayersTake_IsNotInPlace()
    {
        NetworkLayout layout = NetworkLayout.Of([Layer("conv1", 6, "input"), Layer("relu1", 6, "conv1"), Layer("tanh1", 6, "conv1"), Layer("add1", 6, "tanh1", "relu1")]);
        Assert.Equal([("conv1", 1, 0), ("relu1", 2, 0), ("tanh1", 2, 1), ("add1", 3, 1)], layout.Boxes.Select(box => (box.Layer.Name, box.Row, box.Column)));
    }

    [Fact]
    public void ASkip_PassesBesideWhatItSkips()
    {
        NetworkLayout layout = NetworkLayout.Of([.. networks["Residual"].Layers]);
        Link skip = layout.Links.Single(link => link.From?.Layer.Name == "maxpool1" && link.To.Layer.Name == "same.add");
        Assert.Equal((1, 0, 0), (skip.Column, skip.From!.Column, skip.To.Column));
        // The projection stands beside the first convolution of its block.
        Dictionary<string, Box> boxes = layout.Boxes.ToDictionary(box => box.Layer.Name);
        Assert.Equal((boxes["half.conv1"].Row, 1), (boxes["half.downsample.0"].Row, boxes["half.downsample.0"].Column));
        Assert.Equal(["BatchNorm2d", "ReLU"], boxes["half.conv1"].InPlace.Select(layer => layer.Kind));
    }

    [Theory]
    [InlineData("Residual")]
    [InlineData("Branches")]
    public void EveryLayerIsDrawnOnce_AndNothingStandsInTheWayOfALine(string name)
    {
        LayerInfo[] layers = [.. networks[name].Layers];
        NetworkLayout layout = NetworkLayout.Of(layers);
        Assert.Equal(layers.Select(layer => layer.Name).Order(), layout.Boxes.SelectMany(box => box.InPlace.Prepend(box.Layer)).Select(layer => layer.Name).Order());
        Assert.Equal(layout.Boxes.Count, layout.Boxes.Select(box => (box.Row, box.Column)).Distinct().Count());
        foreach (Link link in layout.Links)
        {
            Assert.True((link.From?.Row ?? 0) < link.To.Row);
            Assert.DoesNotContain(layout.Boxes, box => box.Column == link.Column && box.Row > (link.From?.Row ?? 0) && box.Row < link.To.Row);
        }
        // A line for each input of each box.
        Assert.Equal(layout.Boxes.Sum(box => box.Layer.Inputs.Distinct().Count()), layout.Links.Count);
    }

    private static LayerInfo Layer(string name, int size, params string[] inputs) => new(name, name[..^1], Shape.Image(1, size, size), 0, 0, default, inputs);
}
