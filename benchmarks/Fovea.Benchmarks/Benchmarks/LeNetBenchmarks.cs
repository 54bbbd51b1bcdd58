using BenchmarkDotNet.Attributes;
using Fovea.Benchmarks.Networks;

namespace Fovea.Benchmarks;

/// <summary>LeNet-5 on one thread.</summary>
[MemoryDiagnoser]
public class LeNetBenchmarks
{
    private Workload<LeNet> _workload = null!;

    [Params(1, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup() => _workload = new(Batch, threads: 1);

    [Benchmark]
    public void Forward() => _workload.Forward();

    [Benchmark]
    public void TrainingStep() => _workload.TrainingStep();
}
