namespace Fovea.Benchmarks.Comparison;

/// <summary>What is done with a batch.</summary>
public enum Pass
{
    /// <summary>The forward pass, in evaluation mode.</summary>
    Infer,

    /// <summary>Forward, loss, backward, and a step of SGD.</summary>
    Train,
}
