using Fovea.Kernels;

namespace Fovea.Tests.Numerics;

/// <summary>Whole vectors of labels, and the rest, beside the labels one by one.</summary>
public sealed class LabelsTests
{
    [Theory]
    [InlineData(5, -100)]
    [InlineData(5, 3)] // a class
    [InlineData(1 << 20, 1 << 20)]
    public void Count_IsOfThoseThatAreNotIgnored(int classes, int ignored)
    {
        var random = new Random(1);
        for (int length = 0; length < 70; length++)
        {
            int[] labels = [.. Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? ignored : random.Next(classes))];
            Assert.Equal(labels.Count(label => label != ignored), Labels.Count(labels, classes, ignored));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Count_NamesTheFirstThatIsNoClass(int label)
    {
        for (int index = 0; index < 37; index++)
        {
            int[] labels = new int[37];
            labels[index] = label;
            labels[36] = label;
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Labels.Count(labels, 5, ignored: -100));
            Assert.Contains($"Expected labels from 0 to 4, found {label} at index {index}.", exception.Message);
        }
    }
}
