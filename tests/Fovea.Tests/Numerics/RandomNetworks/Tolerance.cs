namespace Fovea.Tests.Numerics;

/// <summary>
/// How far single precision may be from double: what changes when every number of the reference's run, forward and backward,
/// is disturbed by one part in a million. So the tolerance follows cancellation and conditioning, and nobody has to guess it.
/// </summary>
internal sealed class Tolerance
{
    private const int Runs = 3;
    private const double Disturbance = 1.0 / (1 << 20);
    // Few runs seldom meet the worst, and errors that all have one sign, such as a rounded mean's, add up.
    private const double Factor = 10;
    private static readonly Lock Guard = new();
    private readonly Dictionary<string, double[]> _expected;
    private readonly Dictionary<string, double> _allowed = [];

    /// <param name="evaluate">All results of one run of the reference, by name.</param>
    public Tolerance(Func<Jitter, Dictionary<string, double[]>> evaluate)
    {
        _expected = evaluate(Jitter.None);
        for (int i = 1; i <= Runs; i++)
        {
            foreach ((string name, double[] disturbed) in evaluate(new Jitter(Disturbance, i)))
            {
                double deviation = _expected[name].Zip(disturbed, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
                _allowed[name] = Math.Max(_allowed.GetValueOrDefault(name), Factor * deviation);
            }
        }
    }

    /// <summary>The largest difference in units of what is allowed, so far.</summary>
    public static double Worst { get; private set; }

    public void Check(string name, ReadOnlySpan<float> actual)
    {
        double[] expected = _expected[name];
        // What averages out under random disturbances may still be off by some units of the last place; the smallest numbers are flushed.
        double allowed = _allowed[name] + 1e-6 * expected.Select(Math.Abs).DefaultIfEmpty(0).Max() + 1e-30;
        double[] values = [.. actual.ToArray().Select(value => (double)value)];
        Closeness.AssertClose(name, values, expected, 0, allowed);
        double largest = values.Zip(expected, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
        lock (Guard) Worst = Math.Max(Worst, largest / allowed);
    }
}
