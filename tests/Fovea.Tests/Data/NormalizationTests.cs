namespace Fovea.Tests;

public sealed class NormalizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compute_IsTheMeanAndTheDeviationOfEachChannel()
    {
        // Two images of two channels of 1×2: channel 0 is 1, 3, 5, 7 (mean 4, variance 5), channel 1 is 0, 0, 1, 1.
        Dataset<int> data = Dataset.Create([1, 3, 0, 0, 5, 7, 1, 1], new int[2], Shape.Image(2, 1, 2));
        Normalization normalization = Normalization.Compute(data);
        Assert.Equal([4f, 0.5f], normalization.Mean.ToArray());
        Assert.Equal([(float)Math.Sqrt(5), 0.5f], normalization.Deviation.ToArray());
    }

    [Fact]
    public void Compute_LosesNothingWhereTheMeanIsLarge()
    {
        // 10 000 and 10 002, a thousand times each: squares of floats would lose the difference.
        Dataset<int> data = Dataset.Create([.. Enumerable.Range(0, 2000).Select(i => 10_000f + i % 2 * 2)], new int[2000], 1);
        Normalization normalization = Normalization.Compute(data);
        Assert.Equal((10_001f, 1f), (normalization.Mean[0], normalization.Deviation[0]));
    }

    [Fact]
    public void NormalisedData_HasMean0AndDeviation1_AndAConstantBecomes0()
    {
        var random = new Random(3);
        Shape shape = Shape.Image(3, 4, 5);
        float[] images = [.. Enumerable.Range(0, 50 * 60).Select(i => i / 20 % 3 == 2 ? 0.7f : (float)random.NextDouble() * (1 + i / 20 % 3))];
        IDataset<int> data = Dataset.Create(images, new int[50], shape);
        IDataset<int> normal = data.Normalize(Normalization.Compute(data));
        Assert.Equal((shape, 50, 1), (normal.InputShape, normal.Count, normal.TargetLength));
        Normalization again = Normalization.Compute(normal);
        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(0, again.Mean[c], 1e-6);
            Assert.Equal(1, again.Deviation[c], 1e-6);
        }
        Assert.Equal((0f, 1f), (again.Mean[2], again.Deviation[2]));
    }

    [Fact]
    public void ApplyAndRevert_AreEachOthersOpposite()
    {
        var normalization = new Normalization([0.5f, 0.25f], [0.5f, 0.125f]);
        float[] images = [1, 0, 0.25f, 0.5f, 0.5f, 0.75f, 0, 0.125f];
        float[] changed = [.. images];
        normalization.Apply(changed, Shape.Image(2, 1, 2));
        Assert.Equal([1, -1, 0, 2, 0, 0.5f, -2, -1], changed);
        normalization.Revert(changed, Shape.Image(2, 1, 2));
        Assert.Equal(images, changed);
    }

    [Fact]
    public void SavedWithTheWeights_ItComesBackBitForBit_AndTheNetworkToo()
    {
        // Thirds and the smallest and largest floats have no short decimal form.
        var normalization = new Normalization([1 / 3f, -0.1307f, float.Epsilon], [2 / 3f, 0.3081f, float.MaxValue]);
        var network = new SoftmaxRegression(seed: 4);
        string path = _folder["weights.safetensors"];
        Safetensors.Save(network, path, normalization);
        foreach (Normalization loaded in new[] { Normalization.Load(path), Normalization.Load(File.ReadAllBytes(path)) })
        {
            Assert.Equal(normalization.Mean.ToArray(), loaded.Mean.ToArray());
            Assert.Equal(normalization.Deviation.ToArray(), loaded.Deviation.ToArray());
        }
        var other = new SoftmaxRegression(seed: 5);
        Safetensors.Load(other, path);
        Assert.Equal(network.Parameters.ToArray(), other.Parameters.ToArray());
        Assert.Equal("pt", TensorFile.Open(path).Metadata["format"]);
    }

    [Fact]
    public void AFileWithoutOne_SaysSo()
    {
        string path = _folder["weights.safetensors"];
        Safetensors.Save(new SoftmaxRegression(), path);
        Assert.StartsWith($"'{path}': was saved without a normalization", Assert.Throws<WeightsException>(() => Normalization.Load(path)).Message);
    }

    [Theory]
    [InlineData("0.5 x", "1 1")]
    [InlineData("0.5", "1 1")]
    [InlineData("0.5", "0")]
    [InlineData("", "")]
    public void ADamagedOne_SaysSo(string mean, string deviation)
    {
        string json = $$$"""{"__metadata__":{"normalization.mean":"{{{mean}}}","normalization.deviation":"{{{deviation}}}"}}""";
        byte[] file = [.. BitConverter.GetBytes((long)json.Length), .. System.Text.Encoding.UTF8.GetBytes(json)];
        Assert.Contains("its normalization is damaged", Assert.Throws<WeightsException>(() => Normalization.Load(file)).Message);
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Normalization([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new Normalization([], []));
        Assert.Throws<ArgumentException>(() => new Normalization([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new Normalization([0], [0]));
        var two = new Normalization([0, 0], [1, 1]);
        Assert.Contains("There are 2 means, one a channel, and an input of 3×1×1 has 3 channels", Assert.Throws<ArgumentException>(() => two.Apply(new float[3], Shape.Image(3, 1, 1))).Message);
        Assert.Contains("5 numbers are no whole images of 2×1×1", Assert.Throws<ArgumentException>(() => two.Apply(new float[5], Shape.Image(2, 1, 1))).Message);
        Assert.Throws<ArgumentException>(() => Dataset.Create(new float[4], new int[4], 1).Normalize(two));
        Assert.Throws<ArgumentException>(() => Normalization.Compute(Dataset.Create(Array.Empty<float>(), Array.Empty<int>(), 1)));
        Assert.Contains("Channel 1", Assert.Throws<ArgumentException>(() => Normalization.Compute(Dataset.Create([0, float.NaN], new int[1], 2))).Message);
    }
}
