using Fovea.Reports;

namespace Fovea.Tests;

public sealed class AxisTests
{
    [Fact]
    public void Losses_BeginAtZero_AndEndAtARoundNumber()
    {
        Check(Axis.ForLoss([2.3, 0.41]), 0, 2.5, 0, 0.5, 1, 1.5, 2, 2.5);
        Check(Axis.ForLoss([0.07, 0.03]), 0, 0.08, 0, 0.02, 0.04, 0.06, 0.08);
        Check(Axis.ForLoss([0]), 0, 1, 0, 0.2, 0.4, 0.6, 0.8, 1);
        Check(Axis.ForLoss([-3, 1]), -3, 1, -3, -2, -1, 0, 1);
    }

    [Fact]
    public void LossesOfManySizes_AreLogarithmic()
    {
        Axis axis = Axis.ForLoss([2.3, 0.004]);
        Assert.True(axis.IsLogarithmic);
        Check(axis, 0.001, 10, 0.001, 0.01, 0.1, 1, 10);
        Assert.Equal(0.75, axis.Position(1), 1e-9);
    }

    [Fact]
    public void Shares_EndAtOne()
    {
        Check(Axis.ForShares([0.93, 0.985]), 0.92, 1, 0.92, 0.94, 0.96, 0.98, 1);
        Check(Axis.ForShares([0.1, 0.9]), 0, 1, 0, 0.5, 1);
        Check(Axis.ForShares([0.4]), 0.4, 1, 0.4, 0.6, 0.8, 1);
        Assert.Equal(1, Axis.ForShares([1]).High);
    }

    [Fact]
    public void Epochs_AreWholeNumbers()
    {
        Check(Axis.ForEpochs([1, 2, 3, 4]), 1, 4, 1, 2, 3, 4);
        Check(Axis.ForEpochs([1, 30]), 1, 30, 1, 5, 10, 15, 20, 25, 30);
        Check(Axis.ForEpochs([1]), 0.5, 1.5, 1);
        Check(Axis.ForEpochs([11, 20]), 11, 20, 11, 12, 14, 16, 18, 20);
    }

    private static void Check(Axis axis, double low, double high, params double[] ticks)
    {
        Assert.Equal((low, high), (Math.Round(axis.Low, 9), Math.Round(axis.High, 9)));
        Assert.Equal(ticks, axis.Ticks.Select(tick => Math.Round(tick, 9)));
        Assert.All(ticks, tick => Assert.InRange(axis.Position(tick), -1e-9, 1 + 1e-9));
    }
}
