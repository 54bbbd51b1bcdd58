namespace Fovea.Tests;

/// <summary>Metrics against numbers counted by hand.</summary>
public sealed class MetricTests
{
    [Fact]
    public void TopKAccuracy_CountsLabelsAmongTheLargest()
    {
        float[] outputs = [5, 4, 3, 2, /**/ 1, 2, 3, 4, /**/ 1, 1, 1, 1, /**/ 0, 9, 8, 7];
        int[] labels = [1, 1, 2, 0];
        // The label's place from the top: 2, 3, 3 (the first two of equals are ahead), 4.
        foreach ((int k, double expected) in new[] { (1, 0.0), (2, 0.25), (3, 0.75), (4, 1.0) })
        {
            var metric = new TopKAccuracy(k);
            metric.Add(outputs.AsSpan(0, 8), labels.AsSpan(0, 2), 2);
            metric.Add(outputs.AsSpan(8), labels.AsSpan(2), 2);
            Assert.Equal(expected, metric.Value);
            Assert.Equal($"top-{k} accuracy", metric.Name);
            metric.Clear();
            Assert.True(double.IsNaN(metric.Value));
        }
    }

    [Fact]
    public void TopKAccuracy_DoesNotCountIgnoredLabels_NorRewardNaN()
    {
        var metric = new TopKAccuracy(1);
        metric.Add([1, 0, /**/ 0, 1], [0, -100], 2);
        Assert.Equal(1, metric.Value);
        metric.Add([float.NaN, float.NaN], [0], 1);
        Assert.Equal(0.5, metric.Value);
    }

    [Fact]
    public void TopKAccuracy_OfPixels()
    {
        // One image, three classes, two pixels: outputs are class by class. The labels' places are 1 and 2.
        var metric = new TopKAccuracy(1);
        metric.Add([9, 1, /**/ 2, 2, /**/ 3, 3], [0, 1], 1);
        Assert.Equal(0.5, metric.Value);
    }

    [Fact]
    public void MeanIntersectionOverUnion_IsTheMeanOverClassesThatOccur()
    {
        // Four classes, six pixels. Labels 0 0 0 1 1 2, predictions 0 0 1 1 0 2: overlaps 2/4, 1/3, 1/1; class 3 does not occur.
        int[] labels = [0, 0, 0, 1, 1, 2], predictions = [0, 0, 1, 1, 0, 2];
        float[] outputs = new float[24];
        for (int pixel = 0; pixel < 6; pixel++) outputs[predictions[pixel] * 6 + pixel] = 1;
        var metric = new MeanIntersectionOverUnion(4);
        metric.Add(outputs, labels, 1);
        Assert.Equal((2.0 / 4 + 1.0 / 3 + 1) / 3, metric.Value, 1e-15);

        var matrix = new ConfusionMatrix(4);
        matrix.Add(outputs, labels, 6);
        Assert.Equal(2.0 / 4, matrix.IntersectionOverUnion(0));
        Assert.True(double.IsNaN(matrix.IntersectionOverUnion(3)));
    }

    [Fact]
    public void SquaredError_AndSignalToNoise()
    {
        // Differences 1, 0, 2, 1 over two batches: the mean square is 6/4.
        MeanSquaredError error = new();
        PeakSignalToNoiseRatio ratio = new(255);
        foreach (IMetric<float> metric in new IMetric<float>[] { error, ratio })
        {
            metric.Add([1, 5], [0, 5], 1);
            metric.Add([3, 2], [1, 3], 1);
        }
        Assert.Equal(1.5, error.Value);
        Assert.Equal(10 * Math.Log10(255.0 * 255 / 1.5), ratio.Value, 1e-12);
        ratio.Clear();
        ratio.Add([1], [1], 1);
        Assert.Equal(double.PositiveInfinity, ratio.Value);
    }

    [Fact]
    public void WrongLengths_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new TopKAccuracy(1).Add(new float[5], new int[2], 2));
        Assert.Throws<ArgumentException>(() => new MeanIntersectionOverUnion(2).Add(new float[6], new int[3], 2));
        Assert.Throws<ArgumentException>(() => new MeanSquaredError().Add(new float[3], new float[2], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKAccuracy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PeakSignalToNoiseRatio(0));
    }
}
