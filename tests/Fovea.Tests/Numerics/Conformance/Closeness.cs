namespace Fovea.Tests.Numerics;

/// <summary>Comparison of what is with what should be: |a − b| ≤ absolute + relative · |b|.</summary>
internal static class Closeness
{
    public static void AssertClose(string what, IReadOnlyList<double> actual, IReadOnlyList<double> expected, double relative, double absolute)
    {
        Assert.True(actual.Count == expected.Count, $"{what}: {actual.Count} numbers, expected {expected.Count}.");
        int wrong = 0, worst = -1;
        double excess = 0;
        for (int i = 0; i < actual.Count; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]), allowed = absolute + relative * Math.Abs(expected[i]);
            if (difference <= allowed || actual[i].Equals(expected[i])) continue;
            wrong++;
            double over = double.IsNaN(difference) ? double.PositiveInfinity : difference / allowed;
            if (worst < 0 || over > excess) (worst, excess) = (i, over);
        }

        Assert.True(wrong == 0, worst < 0 ? "" : $"{what}: {wrong} of {actual.Count} wrong, worst [{worst}] is {actual[worst]:R}, expected {expected[worst]:R} ({excess:G3} times the tolerance).");
    }

    public static void AssertClose(string what, ReadOnlySpan<float> actual, Tensor expected, double relative, double absolute) =>
        AssertClose(what, [.. actual.ToArray().Select(value => (double)value)], expected.Data, relative, absolute);
}
