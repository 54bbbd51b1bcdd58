using Fovea.Reports;

namespace Fovea.Tests;

public sealed class FindingsTests
{
    // Four inputs, three classes: the score of class c is input c. The fourth input counts for nothing.
    private static SoftmaxRegression Network()
    {
        var network = new SoftmaxRegression();
        network.Parameters.Clear();
        for (int c = 0; c < 3; c++) network.Parameters[c * 4 + c] = 1;
        return network;
    }

    [Fact]
    public void TheWorst_AreThoseThatItWasSurestOf()
    {
        // Example i is of class 0 and taken for class 1, by i more: surer from one to the next. Example 5 is right.
        float[] inputs = [.. Enumerable.Range(0, 8).SelectMany(i => new float[] { i == 5 ? 9 : 0, i, -50, i })];
        Findings findings = Findings.Collect(Network(), Dataset.Create(inputs, new int[8], 4), batchSize: 3, mistakes: 4);
        Assert.Equal([7, 6, 4, 3], findings.Mistakes.Select(mistake => mistake.Index));
        Assert.All(findings.Mistakes, mistake =>
        {
            Assert.Equal((0, 1), (mistake.Actual, mistake.Predicted));
            Assert.Equal(1 / (1 + Math.Exp(-mistake.Index)), mistake.Confidence, 1e-9);
            Assert.Equal([0f, mistake.Index, -50, mistake.Index], mistake.Image);
        });
        // The first of equals is the answer, so example 0 is right.
        Assert.Equal((2, 6, 8), (findings.Confusion[0, 0], findings.Confusion[0, 1], findings.Confusion.Total));
    }

    [Fact]
    public void SharesStayAsTheyAre()
    {
        Findings findings = Findings.Collect(Network(), Dataset.Create([0.25f, 0.75f, 0, 0], new int[1], 4), 1, 1);
        Assert.Equal(0.75, findings.Mistakes.Single().Confidence, 1e-6);
        // Logarithms of shares become shares.
        findings = Findings.Collect(Network(), Dataset.Create([MathF.Log(0.25f), MathF.Log(0.75f), -60, 0], new int[1], 4), 1, 1);
        Assert.Equal(0.75, findings.Mistakes.Single().Confidence, 1e-6);
    }
}
