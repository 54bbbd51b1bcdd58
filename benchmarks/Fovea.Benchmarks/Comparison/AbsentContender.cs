namespace Fovea.Benchmarks.Comparison;

/// <summary>One that this program does not bring.</summary>
public sealed class AbsentContender(string name, string reason) : IContender
{
    public string Name => name;

    public string? Missing => reason;

    public Work? Prepare(Subject subject, Pass pass, int batch, int threads) => null;

    public void First(Subject subject, string weights, string model) => throw new NotSupportedException(reason);
}
