using Fovea.Tests.Networks.Exam;

namespace Fovea.Tests.Exam;

/// <summary>Question I of the exam (docs/exam.md): a filter that is found from examples is, up to sign and scale, the one that one would write.</summary>
public sealed class FoundFilterTests
{
    /// <summary>
    /// Patches of −1 and 1 with a vertical edge (its step is the target), a horizontal edge, or a single pixel (0). What does not change from row to row has the same weight in each, and
    /// the rest cancels: least squares have the exam's filter as their solution.
    /// </summary>
    [Fact]
    public void I_VerticalEdges()
    {
        List<float[]> patches = [];
        List<float> steps = [];
        foreach (float sign in (ReadOnlySpan<float>)[1, -1])
        {
            foreach (int place in (ReadOnlySpan<int>)[1, 2])
            {
                Add(p => p % 3 < place ? sign : -sign, sign);
                Add(p => p / 3 < place ? sign : -sign, 0);
            }
            for (int pixel = 0; pixel < 9; pixel++) Add(p => p == pixel ? sign : 0, 0);
        }
        AssertFinds([1, 0, -1, 1, 0, -1, 1, 0, -1], patches, steps);

        void Add(Func<int, float> pixel, float step)
        {
            patches.Add([.. Enumerable.Range(0, 9).Select(pixel)]);
            steps.Add(step);
        }
    }

    /// <summary>All 512 patches of black (−1) and white (1); the target is 1 for the black cross alone. As many pixels agree as disagree elsewhere, so that the solution is the cross itself.</summary>
    [Fact]
    public void I_BlackCrosses()
    {
        float[] cross = [1, -1, 1, -1, -1, -1, 1, -1, 1];
        List<float[]> patches = [.. Enumerable.Range(0, 512).Select(way => (float[])[.. Enumerable.Range(0, 9).Select(p => (way >> p & 1) == 1 ? 1f : -1f)])];
        AssertFinds(cross, patches, [.. patches.Select(patch => patch.SequenceEqual(cross) ? 1f : 0)]);
    }

    private static void AssertFinds(float[] expected, List<float[]> patches, List<float> targets)
    {
        var network = new Finder(seed: 1);
        var trainer = new Trainer<Finder, float>(network, new Sgd(learningRate: 0.1, momentum: 0.9)) { BatchSize = patches.Count };
        IDataset<float> data = Dataset.Create(patches.SelectMany(patch => patch).ToArray(), targets.ToArray(), Shape.Image(1, 3, 3));
        Assert.Equal(300, trainer.Fit(data, epochs: 300).Count());
        float[] found = network.Conv1Weight.ToArray();
        double scale = Math.Sqrt(found.Sum(weight => (double)weight * weight) / expected.Sum(weight => (double)weight * weight));
        Assert.True(scale > 1e-3);
        for (int i = 0; i < 9; i++) Assert.Equal(expected[i], found[i] / scale, 1e-3);
    }
}
