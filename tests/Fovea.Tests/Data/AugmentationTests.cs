namespace Fovea.Tests;

/// <summary>When what is done to an image: what it may depend on, and what not.</summary>
public sealed class AugmentationTests
{
    private static readonly Shape Small = Shape.Image(2, 5, 4);

    private static readonly ImageTransform[] Everything =
    [
        new RandomHorizontalFlip(), new RandomVerticalFlip(), new RandomCrop(2), new RandomRotation(20), new RandomAffine(5) { Translate = 0.1 },
        new ColorJitter(0.3, 0.3), new GaussianNoise(0.05), new Cutout(2),
    ];

    [Fact]
    public void AnImage_DependsOnSeedEpochAndItsIndexAlone()
    {
        IDataset<int> epoch = Images(40).Augment(seed: 7, Everything).ForEpoch(3);
        float[] together = Read(epoch, [.. Enumerable.Range(0, 40)]);
        float[] backwards = Read(epoch, [.. Enumerable.Range(0, 40).Reverse()]);
        var threads = new float[40][];
        Parallel.For(0, 40, i => threads[i] = Read(epoch, [i]));
        for (int i = 0; i < 40; i++)
        {
            float[] expected = together[(i * Small.Length)..((i + 1) * Small.Length)];
            Assert.Equal(expected, backwards[((39 - i) * Small.Length)..((40 - i) * Small.Length)]);
            Assert.Equal(expected, threads[i]);
        }
    }

    [Fact]
    public void Epochs_Seeds_AndImages_Differ()
    {
        // The same image at every index.
        IDataset<int> same = Images(40).Subset(new int[40]);
        float[] first = Read(same.Augment(1, Everything).ForEpoch(1), [3]);
        Assert.NotEqual(first, Read(same.Augment(1, Everything).ForEpoch(2), [3]));
        Assert.NotEqual(first, Read(same.Augment(2, Everything).ForEpoch(1), [3]));
        Assert.NotEqual(first, Read(same.Augment(1, Everything).ForEpoch(1), [4]));
        Assert.Equal(first, Read(same.Augment(1, Everything).ForEpoch(1), [3]));
    }

    [Fact]
    public void Epoch0_IsTheImagesAsTheyAre()
    {
        IDataset<int> augmented = Images(5).Augment(1, Everything);
        Assert.Equal(Read(Images(5), [0, 1, 2, 3, 4]), Read(augmented, [0, 1, 2, 3, 4]));
        Assert.Equal(Read(augmented, [2]), Read(augmented.ForEpoch(1).ForEpoch(0), [2]));
    }

    [Fact]
    public void Parts_AndNormalisation_PassTheEpochOn()
    {
        IDataset<int> augmented = Images(10).Augment(1, Everything);
        var normalization = new Normalization([0.5f, 0.5f], [0.25f, 0.25f]);
        IDataset<int> part = augmented.Normalize(normalization).Subset([4, 9]);
        float[] expected = Read(augmented.ForEpoch(2), [9]);
        normalization.Apply(expected, Small);
        Assert.Equal(expected, Read(part.ForEpoch(2), [1]));
        Assert.Equal((Small, 1, 40), (part.InputShape, part.TargetLength, part.InputLength));
    }

    [Fact]
    public void ATransform_DrawsTheSame_WhateverOthersDraw()
    {
        // Neither changes anything: the one draws two numbers, the other none.
        float[] one = Read(Images(3).Augment(1, new RandomCrop(0), new GaussianNoise()).ForEpoch(1), [1]);
        float[] other = Read(Images(3).Augment(1, new Nothing(), new GaussianNoise()).ForEpoch(1), [1]);
        Assert.Equal(one, other);
        Assert.NotEqual(Read(Images(3), [1]), one);
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Assert.Contains("Shape.Image(", Assert.Throws<ArgumentException>(() => Dataset.Create(new float[4], new int[1], 4).Augment(1, new Cutout(1))).Message);
        Dataset<int> segmented = Dataset.Create(new float[8], new int[4], Shape.Image(2, 2, 2), targetLength: 4);
        Assert.Contains("RandomCrop moves pixels, and the dataset's 4 targets an image lie over its 2×2 pixels", Assert.Throws<ArgumentException>(() => segmented.Augment(1, new ColorJitter(0.1), new RandomCrop(1))).Message);
        Assert.Equal(1, segmented.Augment(1, new ColorJitter(0.1), new Cutout(1)).Count);
        Assert.Contains("2×5×4", Assert.Throws<ArgumentException>(() => Images(1).Augment(1, new ColorJitter(saturation: 0.1))).Message);
    }

    [Fact]
    public void Philox_IsWhatItsAuthorsPublish()
    {
        // The known answers of Random123, philox4x32-10.
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Kernels.Philox.Next(0, 0, 0, 0, 0, 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Kernels.Philox.Next(~0u, ~0u, ~0u, ~0u, ~0u, ~0u));
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u), Kernels.Philox.Next(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    [Fact]
    public void RandomNumbers_AreSpreadEvenly()
    {
        var random = new ImageRandom(seed: 1, epoch: 1, image: 1);
        double[] uniform = [.. Enumerable.Range(0, 100_000).Select(_ => random.Next())];
        Assert.InRange(uniform.Average(), 0.496, 0.504);
        Assert.InRange(uniform.Select(x => x * x).Average(), 1 / 3.0 - 0.005, 1 / 3.0 + 0.005);
        Assert.All(uniform, x => Assert.InRange(x, 0, 1 - 1e-16));
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++) counts[random.Below(6)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.InRange(random.Uniform(3, 3.5), 3, 3.5);
    }

    private static Dataset<int> Images(int count)
    {
        var random = new Random(5);
        return Dataset.Create([.. Enumerable.Range(0, count * Small.Length).Select(_ => random.NextSingle())], new int[count], Small);
    }

    private static float[] Read(IDataset<int> data, int[] indices)
    {
        float[] inputs = new float[indices.Length * data.InputLength];
        data.Read(indices, inputs, new int[indices.Length]);
        return inputs;
    }

    /// <summary>A transform of one's own.</summary>
    private sealed class Nothing : ImageTransform
    {
        public override void Apply(ReadOnlySpan<float> source, Span<float> result, Shape shape, ref ImageRandom random)
        {
        }
    }
}
