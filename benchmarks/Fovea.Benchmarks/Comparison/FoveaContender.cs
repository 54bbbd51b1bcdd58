namespace Fovea.Benchmarks.Comparison;

/// <summary>Fovea itself.</summary>
public sealed class FoveaContender : IContender
{
    public string Name => "Fovea";

    public string? Missing => null;

    public Work Prepare(Subject subject, Pass pass, int batch, int threads) => new(subject.Prepare(pass, batch, threads));

    public void First(Subject subject, string weights, string model) => subject.First(weights);
}
