namespace Fovea.Tests;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Counts_GiveAccuracyPrecisionAndRecall()
    {
        var matrix = new ConfusionMatrix(3);
        foreach ((int actual, int predicted) in new[] { (0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (1, 0) }) matrix.Add(actual, predicted);
        Assert.Equal((6, 3), (matrix.Total, matrix.Correct));
        Assert.Equal(0.5, matrix.Accuracy);
        Assert.Equal(2, matrix[1, 0]);
        Assert.Equal(1, matrix[0, 1]);
        Assert.Equal(2.0 / 4, matrix.Precision(0));
        Assert.Equal(1.0 / 2, matrix.Precision(1));
        Assert.Equal(2.0 / 3, matrix.Recall(0));
        Assert.Equal(1.0 / 3, matrix.Recall(1));
        Assert.Equal(double.NaN, matrix.Precision(2));
        Assert.Equal(double.NaN, matrix.Recall(2));
        Assert.Equal("accuracy 50.00 % (3 of 6)\n   0 1 2\n 0 2 1 0\n 1 2 1 0\n 2 0 0 0", matrix.ToString());
        matrix.Clear();
        Assert.Equal((0, 0, 0), (matrix.Total, matrix.Correct, matrix[1, 0]));
        Assert.Equal(double.NaN, matrix.Accuracy);
    }

    [Fact]
    public void LargestOutput_IsTheClass_TheFirstOfEquals()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([1, 3, 2, /**/ 5, 5, 4, /**/ -3, -2, -1], [1, 1, 2]);
        Assert.Equal(1, matrix[1, 1]);
        Assert.Equal(1, matrix[1, 0]);
        Assert.Equal(1, matrix[2, 2]);
    }

    [Fact]
    public void Pixels_AreCountedOneByOne_AndIgnoredLabelsAreNot()
    {
        // Two images, two classes, three pixels: outputs are class by class.
        var matrix = new ConfusionMatrix(2);
        matrix.Add([1, 0, 1, 0, 1, 0, /**/ 0, 0, 0, 1, 1, 1], [0, 1, 1, /**/ 1, 255, -100], pixels: 3);
        Assert.Equal(4, matrix.Total);
        Assert.Equal(1, matrix[0, 0]);
        Assert.Equal(1, matrix[1, 0]);
        Assert.Equal(2, matrix[1, 1]);
    }

    [Fact]
    public void WrongArguments_AreRefused()
    {
        var matrix = new ConfusionMatrix(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, 2]);
        Assert.Throws<ArgumentException>(() => matrix.Add(new float[3], new int[2]));
        Assert.Throws<ArgumentException>(() => matrix.Add(new float[6], new int[3], pixels: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(0));
        Assert.Equal(0, matrix.Total);
    }
}
