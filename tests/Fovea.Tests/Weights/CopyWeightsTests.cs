using static Fovea.Tests.SafetensorsBytes;

namespace Fovea.Tests;

public sealed class CopyWeightsTests
{
    [Fact]
    public void SameNames_AreCopied()
    {
        TensorsOnly from = TensorsOnly.Small(), to = TensorsOnly.Small();
        to.Parameters.Clear();
        to.Buffers.Clear();
        CopyReport report = Weights.CopyWeights(from, to);
        Assert.Equal(from.ReadParameters(), to.ReadParameters());
        Assert.Equal(from.ReadBuffers(), to.ReadBuffers());
        Assert.Equal(5, report.Copied.Count);
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unused);
    }

    [Fact]
    public void NamesAreMapped()
    {
        var file = TensorFile.Parse(File($"{{{Entry("module.w", "F32", "[2]", 0, 8)}}}", Bytes(5, 6)));
        var network = new TensorsOnly(("w", [2], true));
        Weights.CopyWeights(file, network, name => "module." + name);
        Assert.Equal([5f, 6f], network.ReadParameters().ToArray());
    }

    [Fact]
    public void MissingTensor_Throws_AndCopiesNothing()
    {
        var file = TensorFile.Parse(File($"{{{Entry("w", "F32", "[2]", 0, 8)},{Entry("dense.bias", "F32", "[1]", 8, 12)}}}", Bytes(5, 6, 7)));
        var network = new TensorsOnly(("w", [2], true), ("b", [1], true));
        WeightsException exception = Assert.Throws<WeightsException>(() => Weights.CopyWeights(file, network));
        Assert.Contains("not there: 'b'. There, and not used: 'dense.bias'.", exception.Message);
        Assert.Equal([0.5f, 1.5f, 2.5f], network.ReadParameters().ToArray());
        Assert.Equal(0, network.Writes);
    }

    [Fact]
    public void MissingTensor_IsGivenWithTheNameThatWasLookedFor()
    {
        TensorsOnly from = new(("dense.kernel", [2], true)), to = new(("w", [2], true), ("b", [1], true));
        WeightsException exception = Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, new TensorMap { ["w"] = "dense.kernell" }));
        Assert.Contains("not there: 'w' (there 'dense.kernell'), 'b'. There, and not used: 'dense.kernel'.", exception.Message);
    }

    [Fact]
    public void MapOfATensorThatTheNetworkLacks_Throws_AndCopiesNothing()
    {
        TensorsOnly from = new(("w", [2], true)), to = new(("w", [2], true));
        WeightsException exception = Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, new TensorMap { ["v"] = "w" }, allowMissing: true));
        Assert.Contains("tensors that TensorsOnly does not have: 'v'. It has 'w'.", exception.Message);
        Assert.Equal(0, to.Writes);
    }

    [Fact]
    public void MissingTensor_StaysAsItIs_WhereAllowed()
    {
        var file = TensorFile.Parse(File($"{{{Entry("w", "F32", "[2]", 0, 8)},{Entry("dense.bias", "F32", "[1]", 8, 12)}}}", Bytes(5, 6, 7)));
        var network = new TensorsOnly(("w", [2], true), ("b", [1], true));
        CopyReport report = Weights.CopyWeights(file, network, allowMissing: true);
        Assert.Equal([5f, 6f, 2.5f], network.ReadParameters().ToArray());
        Assert.Equal(["w"], report.Copied);
        Assert.Equal(["b"], report.Missing);
        Assert.Equal(["dense.bias"], report.Unused);
        Assert.Equal("1 tensors copied. Missing in the source: 'b'. Unused in the source: 'dense.bias'.", report.ToString());
    }

    [Fact]
    public void ExceptedTensors_StayAsTheyAre_AndAreReported()
    {
        TensorsOnly from = new(("conv1.weight", [2], true), ("fc.weight", [3], true), ("fc.bias", [3], true)), to = new(("conv1.weight", [2], true), ("fc.weight", [1], true), ("fc.bias", [1], true));
        to.Parameters.Fill(9);
        CopyReport report = Weights.CopyWeights(from, to, except: ["fc.*"]);
        Assert.Equal([0.5f, 1.5f, 9f, 9f], to.ReadParameters().ToArray());
        Assert.Equal(["conv1.weight"], report.Copied);
        Assert.Equal(["fc.weight", "fc.bias"], report.Excepted);
        Assert.Empty(report.Missing);
        Assert.Equal(["fc.weight", "fc.bias"], report.Unused);
        Assert.Equal("1 tensors copied. Not to be copied: 'fc.weight', 'fc.bias'. Unused in the source: 'fc.weight', 'fc.bias'.", report.ToString());
        Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, except: ["fc.bias"]));
        Assert.Contains("No tensor of TensorsOnly is named 'head.*'", Assert.Throws<ArgumentException>(() => Weights.CopyWeights(from, to, except: ["head.*"])).Message);
    }

    [Fact]
    public void NullInTheMap_LeavesATensorAlone_WithoutMissingIt()
    {
        TensorsOnly from = new(("w", [2], true), ("head", [3], true)), to = new(("w", [2], true), ("head", [1], true));
        to.Parameters.Fill(9);
        CopyReport byFunction = Weights.CopyWeights(from, to, name => name == "head" ? null : name);
        CopyReport byMap = Weights.CopyWeights(from, to, new TensorMap { ["head"] = null });
        Assert.Equal([0.5f, 1.5f, 9f], to.ReadParameters().ToArray());
        Assert.Empty(byFunction.Missing);
        Assert.Equal(byFunction.Unused, byMap.Unused);
        Assert.Equal(["head"], byMap.Unused);
    }

    [Fact]
    public void BatchCounter_IsNotMissed()
    {
        TensorsOnly from = new(("bn1.running_mean", [2], false)), to = new(("bn1.running_mean", [2], false), ("bn1.num_batches_tracked", [], false));
        Assert.Empty(Weights.CopyWeights(from, to).Missing);
    }

    [Fact]
    public void WrongShape_Throws_EvenWhereMissingIsAllowed_AndCopiesNothing()
    {
        TensorsOnly from = new(("v", [1], true), ("w", [2, 3], true)), to = new(("v", [1], true), ("w", [3, 2], true));
        to.Parameters.Clear();
        WeightsException exception = Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, allowMissing: true));
        Assert.Contains("tensor 'w' of TensorsOnly cannot be copied: it is [3, 2], and w [2, 3].", exception.Message);
        Assert.Equal(new float[7], to.ReadParameters().ToArray());
    }

    [Fact]
    public void TransposedLinear_IsTurned()
    {
        TensorsOnly from = new(("kernel", [2, 3], true)), to = new(("weight", [3, 2], true));
        Weights.CopyWeights(from, to, new TensorMap { ["weight"] = new("kernel") { Permutation = [1, 0] } });
        Assert.Equal([0.5f, 3.5f, 1.5f, 4.5f, 2.5f, 5.5f], to.ReadParameters().ToArray());
    }

    [Fact]
    public void FourDimensions_ArePermutedAsTheIndexSays()
    {
        int[] sizes = [2, 3, 4, 5], permutation = [3, 2, 0, 1];
        TensorsOnly from = new(("kernel", sizes, true)), to = new(("weight", [5, 4, 2, 3], true));
        Weights.CopyWeights(from, to, new TensorMap { ["weight"] = new("kernel") { Permutation = permutation } });
        for (int a = 0; a < 2; a++)
            for (int b = 0; b < 3; b++)
                for (int c = 0; c < 4; c++)
                    for (int d = 0; d < 5; d++)
                        Assert.Equal(from.ReadParameters()[((a * 3 + b) * 4 + c) * 5 + d], to.ReadParameters()[((d * 4 + c) * 2 + a) * 3 + b]);
    }

    [Fact]
    public void DenseLayerBehindChannelsLastFlattening_IsReorderedAndFolded()
    {
        // [out, h·w·c] with h = 1, w = 2, c = 3 becomes [out, c·h·w].
        TensorsOnly from = new(("dense", [2, 6], true)), to = new(("linear.weight", [2, 6], true));
        Weights.CopyWeights(from, to, new TensorMap { ["linear.weight"] = new("dense") { Reshape = [2, 1, 2, 3], Permutation = [0, 3, 1, 2] } });
        Assert.Equal([0.5f, 3.5f, 1.5f, 4.5f, 2.5f, 5.5f, 6.5f, 9.5f, 7.5f, 10.5f, 8.5f, 11.5f], to.ReadParameters().ToArray());
    }

    [Fact]
    public void LinearBecomesConvolution_ByReshapeAlone()
    {
        TensorsOnly from = new(("fc", [2, 12], true)), to = new(("conv", [2, 3, 2, 2], true));
        to.Parameters.Clear();
        Weights.CopyWeights(from, to, new TensorMap { ["conv"] = new("fc") { Reshape = [2, 3, 2, 2] } });
        Assert.Equal(from.ReadParameters(), to.ReadParameters());
    }

    [Fact]
    public void LinearBecomesConvolution_WhereTheMapAllowsIt()
    {
        TensorsOnly from = new(("fc1.weight", [2, 12], true), ("fc2.weight", [3, 2], true), ("fc2.bias", [3], true)), to = new(("fc1.weight", [2, 3, 2, 2], true), ("fc2.weight", [3, 2, 1, 1], true), ("fc2.bias", [3], true));
        to.Parameters.Clear();
        Weights.CopyWeights(from, to, new TensorMap { LinearToConv2d = true });
        Assert.Equal(from.ReadParameters(), to.ReadParameters());
        Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, new TensorMap()));
    }

    [Theory]
    // As many numbers, but not for each output; not as many; no Linear's.
    [InlineData(new[] { 4, 6 }, new[] { 2, 3, 2, 2 })]
    [InlineData(new[] { 2, 13 }, new[] { 2, 3, 2, 2 })]
    [InlineData(new[] { 2, 12, 1 }, new[] { 2, 3, 2, 2 })]
    public void AnotherShape_IsNotTakenForALinears(int[] source, int[] target)
    {
        TensorsOnly from = new(("w", source, true)), to = new(("w", target, true));
        WeightsException exception = Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, new TensorMap { LinearToConv2d = true }));
        Assert.Contains($"it is [{string.Join(", ", target)}], and w [{string.Join(", ", source)}]", exception.Message);
    }

    [Theory]
    [InlineData(new[] { 0 }, null, "[0] is no permutation of the 2 dimensions")]
    [InlineData(new[] { 0, 0 }, null, "[0, 0] is no permutation")]
    [InlineData(new[] { 1, 2 }, null, "[1, 2] is no permutation")]
    [InlineData(new[] { 1, 0 }, null, "it is [2, 3], and w [2, 3] becomes [3, 2]")]
    [InlineData(null, new[] { 5 }, "w [2, 3] cannot be read as [5]")]
    [InlineData(null, new[] { -2, -3 }, "w [2, 3] cannot be read as [-2, -3]")]
    public void WrongTurn_IsRefused(int[]? permutation, int[]? reshape, string message)
    {
        TensorsOnly from = new(("w", [2, 3], true)), to = new(("w", [2, 3], true));
        var map = new TensorMap { ["w"] = new("w") { Permutation = permutation, Reshape = reshape } };
        Assert.Contains(message, Assert.Throws<WeightsException>(() => Weights.CopyWeights(from, to, map)).Message);
    }

    [Fact]
    public void UnknownName_InAFile_SaysWhatThereIs()
    {
        var file = TensorFile.Parse(File($"{{{Entry("w", "F32", "[2]", 0, 8)}}}", Bytes(5, 6)));
        Assert.Contains("no tensor 'v'. It has 'w'.", Assert.Throws<KeyNotFoundException>(() => file["v"]).Message);
        Assert.False(file.TryGet("v", out _));
        Assert.Equal("w [2]", file["w"].ToString());
    }
}
