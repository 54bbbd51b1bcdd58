namespace Fovea.Tests;

/// <summary>Twenty layers on real images, with a rate that goes up to a tenth.</summary>
public sealed class ResNet20Tests
{
    [Fact]
    public void OneCycleSgd_OnDigits_StaysFinite_AndLearns()
    {
        const int Count = 480, Epochs = 4;
        IDataset<int> digits = InColour(IdxDataset.OpenMnist(SharedFiles.Mnist, train: true), Count);
        var network = new Networks.ResNet20(seed: 1);
        var trainer = new Trainer<Networks.ResNet20, int>(network, new Sgd(0.1, momentum: 0.9, weightDecay: 1e-4, nesterov: true)) { BatchSize = 32 };
        trainer.Scheduler = new OneCycleLR(0.1, trainer.CountSteps(digits, Epochs));
        EpochReport[] reports = [.. trainer.Fit(digits, Epochs)];
        Assert.All(reports, report => Assert.True(double.IsFinite(report.Loss) && double.IsFinite(report.GradientNorm)));
        // A tenth would be chance.
        Assert.InRange(reports[^1].Accuracy!.Value, 0.5, 1);
        foreach (float value in network.ReadParameters()) Assert.True(float.IsFinite(value));
    }

    // MNIST as CIFAR has its images: 32×32, red, green and blue.
    private static Dataset<int> InColour(ImageDataset digits, int count)
    {
        const int Side = 28, Wide = 32, Margin = 2;
        float[] small = new float[Side * Side * count], large = new float[3 * Wide * Wide * count];
        int[] labels = new int[count];
        digits.Read([.. Enumerable.Range(0, count)], small, labels);
        for (int row = 0; row < 3 * count * Side; row++)
        {
            (int plane, int y) = (row / Side, row % Side);
            small.AsSpan((plane / 3 * Side + y) * Side, Side).CopyTo(large.AsSpan((plane * Wide + y + Margin) * Wide + Margin));
        }
        return Dataset.Create(large, labels, Shape.Image(3, Wide, Wide));
    }
}
