namespace Fovea.Benchmarks.Comparison;

/// <summary>One that runs networks: Fovea, or what it is compared with.</summary>
public interface IContender
{
    /// <summary>As tables have it.</summary>
    string Name { get; }

    /// <summary>Why it does not run on this machine; null if it does.</summary>
    string? Missing { get; }

    /// <summary>Gets ready to pass over a random batch again and again; null if it cannot do that.</summary>
    Work? Prepare(Subject subject, Pass pass, int batch, int threads);

    /// <summary>For cold starts: from a file to the output of one image. The files are Fovea's weights and its ONNX model.</summary>
    void First(Subject subject, string weights, string model);
}

/// <summary>A pass that is ready.</summary>
public sealed class Work(Action run, Action? release = null) : IDisposable
{
    public void Run() => run();

    public void Dispose() => release?.Invoke();
}
