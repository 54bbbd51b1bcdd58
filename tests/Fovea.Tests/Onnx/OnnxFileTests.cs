using Fovea.Tests.Numerics;

namespace Fovea.Tests;

/// <summary>What an ONNX model says of a network besides its numbers, and what there can be no model of.</summary>
public sealed class OnnxFileTests(OnnxFileNetworks networks) : IClassFixture<OnnxFileNetworks>
{
    [Fact]
    public void TheBatchIsFree()
    {
        using OnnxModel model = OnnxModel.Of(networks.Create("OnnxNames"));
        Assert.Equal(["N", "2", "6", "6"], model.Dimensions("input"));
        Assert.Equal(["N", "3"], model.Dimensions("output"));
    }

    [Fact]
    public void SizesLeftToRunTimeAreFree()
    {
        IParameterized network = networks.Create("OnnxAnySize");
        using OnnxModel model = OnnxModel.Of(network);
        Assert.Equal(["N", "1", "height", "width"], model.Dimensions("input"));
        Assert.Equal(["N", "2", "output_height", "width"], model.Dimensions("output"));
        float[] input = [.. Enumerable.Range(0, 2 * 5 * 7).Select(i => i % 11 / 11f)];
        Close(((IAnySizeNetwork)network).Forward(input, 5, 7), model.Run(input, Shape.Image(1, 5, 7)));
        Close(((IAnySizeNetwork)network).Forward(input, 7, 5), model.Run(input, Shape.Image(1, 7, 5)));
    }

    [Fact]
    public void AnyNameOfALayerWillDo()
    {
        var network = (INetwork)networks.Create("OnnxNames");
        using OnnxModel model = OnnxModel.Of(network);
        float[] input = [.. Enumerable.Range(0, 3 * 72).Select(i => i % 13 / 13f)];
        Close(network.Forward(input), model.Run(input, network.InputShape));
    }

    [Fact]
    public void WeightsAreThoseOfNow()
    {
        var network = (INetwork)networks.Create("OnnxNames");
        using OnnxModel before = OnnxModel.Of(network);
        foreach (ref float number in network.Parameters) number = -number + 0.1f;
        using OnnxModel after = OnnxModel.Of(network);
        float[] input = [.. Enumerable.Range(0, 72).Select(i => i % 13 / 13f)];
        Assert.NotEqual(before.Run(input, network.InputShape), after.Run(input, network.InputShape));
        Close(network.Forward(input), after.Run(input, network.InputShape));
    }

    [Fact]
    public void ANetworkThatDoesNothingIsAModel()
    {
        var network = (INetwork)networks.Create("OnnxNothing");
        using OnnxModel model = OnnxModel.Of(network);
        Assert.Equal([1f, 2, 3, 4], model.Run([1, 2, 3, 4], network.InputShape));
    }

    [Fact]
    public void AFileIsReplacedWhole()
    {
        using var folder = new TemporaryFolder();
        string path = folder["names.onnx"];
        File.WriteAllText(path, "old");
        networks.Create("OnnxNames").SaveOnnx(path);
        using var stream = new MemoryStream();
        networks.Create("OnnxNames").SaveOnnx(stream);
        Assert.Equal(stream.ToArray(), File.ReadAllBytes(path));
        Assert.Equal(["names.onnx"], folder.Files);
    }

    [Fact]
    public void WhatOnnxLacksIsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        string path = folder["refused.onnx"];
        var refusal = Assert.Throws<NotSupportedException>(() => networks.Create("OnnxRefused").SaveOnnx(path));
        Assert.StartsWith("AdaptiveAvgPool2d 'adaptiveavgpool2d1': ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2×2", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void AHandWrittenNetworkIsRefused() =>
        Assert.Contains("TensorsOnly", Assert.Throws<NotSupportedException>(() => ((INetwork)TensorsOnly.Small()).SaveOnnx(new MemoryStream())).Message, StringComparison.Ordinal);

    // Sums of at most some tens of numbers near one.
    private static void Close(float[] ours, float[] theirs)
    {
        Assert.Equal(ours.Length, theirs.Length);
        for (int i = 0; i < ours.Length; i++) Assert.Equal(ours[i], theirs[i], 1e-5);
    }
}

/// <summary>Their networks, of one compilation.</summary>
public sealed class OnnxFileNetworks
{
    private const string Names = """
        [Network(2, 6, 6)]
        [Conv2d(4, 3, Name = "größe(1),[x]"), ReLU(Name = "output"), Conv2d(4, 1, Name = "a.1"), Tanh, Add("output"), Dropout(0.5)]
        [Mish(Name = "a"), Flatten, Linear(3), Dropout(0.5)]
        public sealed partial class OnnxNames;
        """;

    private const string AnySize = """
        [Network(1, Dim.Any, Dim.Any)]
        [Conv2d(2, 3, PaddingHeight = 1, PaddingWidth = 1, StrideHeight = 2), ReLU]
        public sealed partial class OnnxAnySize;
        """;

    private const string Nothing = """
        [Network(4)]
        [Dropout(0.5)]
        public sealed partial class OnnxNothing;
        """;

    private const string Refused = """
        [Network(1, Dim.Any, Dim.Any)]
        [Conv2d(2, 3), ReLU, AdaptiveAvgPool2d(2)]
        public sealed partial class OnnxRefused;
        """;

    private readonly CompiledNetworks _networks = new([
        Declaration.Of("OnnxNames", Names), Declaration.Of("OnnxAnySize", AnySize), Declaration.Of("OnnxNothing", Nothing), Declaration.Of("OnnxRefused", Refused)]);

    internal IParameterized Create(string typeName) => (IParameterized)Activator.CreateInstance(_networks[typeName].Type, 1)!;
}
