namespace Fovea.Tests;

public sealed class DatasetTests
{
    // Example i is the input (i, i + 0.5) with the target 10·i.
    private static Dataset<int> Ten() => Dataset.Create(
        [.. Enumerable.Range(0, 10).SelectMany(i => new[] { i, i + 0.5f })], [.. Enumerable.Range(0, 10).Select(i => 10 * i)], inputLength: 2);

    [Fact]
    public void Read_GathersInTheOrderAskedFor()
    {
        float[] inputs = new float[6];
        int[] targets = new int[3];
        Ten().Read([7, 0, 7], inputs, targets);
        Assert.Equal([7, 7.5f, 0, 0.5f, 7, 7.5f], inputs);
        Assert.Equal([70, 0, 70], targets);
    }

    [Fact]
    public void SeveralTargets_AreReadTogether()
    {
        Dataset<float> data = Dataset.Create([1, 2], new float[] { 10, 11, 12, 20, 21, 22 }, inputLength: 1, targetLength: 3);
        float[] inputs = new float[1], targets = new float[3];
        data.Read([1], inputs, targets);
        Assert.Equal([20, 21, 22], targets);
    }

    [Fact]
    public void WrongLengths_AreRefused()
    {
        Assert.Contains("5 numbers are no whole inputs of 2", Assert.Throws<ArgumentException>(() => Dataset.Create(new float[5], new int[2], 2)).Message);
        Assert.Contains("2 inputs need 2 targets (1 each), but there are 3", Assert.Throws<ArgumentException>(() => Dataset.Create(new float[4], new int[3], 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.Create(new float[4], new int[4], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.Create(new float[4], new int[4], 1, 0));
    }

    [Fact]
    public void WrongReads_AreRefused_AndWriteNothing()
    {
        float[] inputs = new float[4];
        int[] targets = new int[2];
        IDataset<int> part = Ten().Take(5);
        foreach (IDataset<int> data in new[] { Ten(), part })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => data.Read([0, -1], inputs, targets));
            Assert.Throws<ArgumentOutOfRangeException>(() => data.Read([0, data.Count], inputs, targets));
            Assert.Throws<ArgumentException>(() => data.Read([1, 2], new float[3], targets));
            Assert.Throws<ArgumentException>(() => data.Read([1, 2], inputs, new int[3]));
        }
        Assert.Equal(new float[4], inputs);
    }

    [Fact]
    public void Slice_IsAStretch()
    {
        IDataset<int> slice = Ten().Slice(3, 4);
        Assert.Equal(4, slice.Count);
        Assert.Equal(2, slice.InputLength);
        Assert.Equal([30, 40, 50, 60], Targets(slice));
        Assert.Equal([50], Targets(slice.Slice(2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten().Slice(8, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten().Slice(-1, 3));
    }

    [Fact]
    public void Take_TakesWhatThereIs()
    {
        Assert.Equal([0, 10, 20], Targets(Ten().Take(3)));
        Assert.Equal(10, Ten().Take(30).Count);
    }

    [Fact]
    public void Split_PutsEveryExampleInOnePart_TheSameForASeed()
    {
        (IDataset<int> first, IDataset<int> second) = Ten().Split(0.7, seed: 3);
        Assert.Equal((7, 3), (first.Count, second.Count));
        Assert.Equal(Targets(Ten()), Targets(first).Concat(Targets(second)).Order());
        Assert.Equal(Targets(first), Targets(Ten().Split(0.7, seed: 3).First));
        Assert.NotEqual(Targets(first), Targets(Ten().Split(0.7, seed: 4).First));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten().Split(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten().Split(double.NaN));
    }

    [Fact]
    public void Subset_TakesWhatItIsTold_InItsOrder()
    {
        Assert.Equal([90, 0, 90], Targets(Ten().Subset([9, 0, 9])));
        Assert.Contains("There are 10 examples", Assert.Throws<ArgumentOutOfRangeException>(() => Ten().Subset([0, 10])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten().Subset([-1]));
    }

    [Fact]
    public void Shuffle_IsAPermutation_TheSameForASeed()
    {
        int[] shuffled = Targets(Ten().Shuffle(seed: 5));
        Assert.Equal(Targets(Ten()), shuffled.Order());
        Assert.NotEqual(Targets(Ten()), shuffled);
        Assert.Equal(shuffled, Targets(Ten().Shuffle(seed: 5)));
        Assert.NotEqual(shuffled, Targets(Ten().Shuffle(seed: 6)));
    }

    [Fact]
    public void StratifiedSplit_GivesEveryClassItsShare()
    {
        // 50 of class 0, 30 of class 3, 7 of class 5, 3 of class 9. 70 % of each: 35, 21, 4.9, 2.1, and of all 63.
        int[] labels = [.. Enumerable.Repeat(0, 50), .. Enumerable.Repeat(3, 30), .. Enumerable.Repeat(5, 7), .. Enumerable.Repeat(9, 3)];
        Dataset<int> data = Dataset.Create([.. Enumerable.Range(0, 90).Select(i => (float)i)], labels, 1);
        (IDataset<int> first, IDataset<int> second) = data.StratifiedSplit(0.7, seed: 2);
        Assert.Equal((63, 27), (first.Count, second.Count));
        Assert.Equal([(0, 35), (3, 21), (5, 5), (9, 2)], Targets(first).CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => (float)i), Inputs(first).Concat(Inputs(second)).Order());
        Assert.Equal(Inputs(first), Inputs(data.StratifiedSplit(0.7, seed: 2).First));
        Assert.NotEqual(Inputs(first), Inputs(data.StratifiedSplit(0.7, seed: 3).First));
        // Shuffled: classes are not in a row.
        Assert.NotEqual(Targets(first).Order(), Targets(first));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1 / 3.0)]
    public void StratifiedSplit_IsAsLargeAsSplit(double fraction)
    {
        Dataset<int> data = Dataset.Create(new float[101], [.. Enumerable.Range(0, 101).Select(i => i * i % 7)], 1);
        Assert.Equal(data.Split(fraction).First.Count, data.StratifiedSplit(fraction).First.Count);
    }

    [Fact]
    public void StratifiedSplit_NeedsOneLabelAnExample()
    {
        Dataset<int> data = Dataset.Create(new float[4], new int[8], 1, targetLength: 2);
        Assert.Contains("there are 2", Assert.Throws<ArgumentException>(() => data.StratifiedSplit(0.5)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten().StratifiedSplit(-0.1));
    }

    [Fact]
    public void Parts_KnowTheShape()
    {
        Shape shape = Shape.Image(1, 2, 3);
        IDataset<int> data = Dataset.Create(new float[24], new int[4], shape);
        (IDataset<int> first, IDataset<int> second) = data.Split(0.5);
        Assert.All([data, first, second, data.Shuffle(), data.Take(1), data.Subset([1])], part => Assert.Equal((shape, 6), (part.InputShape, part.InputLength)));
        IDataset<int> vectors = Ten();
        Assert.Equal(Shape.Vector(2), vectors.InputShape);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.Create(new float[24], new int[4], Shape.Image(1, 0, 3)));
    }

    [Fact]
    public void LongReadsOfAPart_AreTranslatedInStretches()
    {
        Dataset<int> data = Dataset.Create([.. Enumerable.Range(0, 1000).Select(i => (float)i)], [.. Enumerable.Range(0, 1000)], 1);
        IDataset<int> part = data.Slice(100, 700);
        int[] targets = new int[700];
        float[] inputs = new float[700];
        part.Read([.. Enumerable.Range(0, 700)], inputs, targets);
        Assert.Equal(Enumerable.Range(100, 700), targets);
        Assert.Equal(Enumerable.Range(100, 700).Select(i => (float)i), inputs);
    }

    private static int[] Targets(IDataset<int> data)
    {
        int[] targets = new int[data.Count];
        data.Read([.. Enumerable.Range(0, data.Count)], new float[data.Count * data.InputLength], targets);
        return targets;
    }

    private static float[] Inputs(IDataset<int> data)
    {
        float[] inputs = new float[data.Count * data.InputLength];
        data.Read([.. Enumerable.Range(0, data.Count)], inputs, new int[data.Count]);
        return inputs;
    }
}
