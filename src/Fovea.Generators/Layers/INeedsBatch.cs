using Fovea.Generators.Emission;
using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>
/// A layer that in training has to see the whole batch before it can go on: its forward pass is cut in two by a batch barrier, and so is its backward pass.
/// EmitForward and EmitBackward are what comes after the barrier.
/// </summary>
internal interface INeedsBatch
{
    /// <summary>Whether it does: not when frozen.</summary>
    bool NeedsBatch { get; }

    /// <summary>Floats that one chunk contributes.</summary>
    int StatisticsLength(Node node);

    /// <summary>Floats that the barriers share with all chunks.</summary>
    int SharedLength(Node node);

    /// <summary>Forward, before the barrier: what this chunk contributes.</summary>
    void EmitStatistics(Step step);

    /// <summary>Writes the call that brings the contributions together.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="node">The layer's node.</param>
    /// <param name="statistics">Where the contributions lie.</param>
    /// <param name="shared">Where the results go.</param>
    /// <param name="stride">Channels from one kind of number to the next: in blocks, whole blocks.</param>
    void EmitForwardBarrier(CodeWriter code, Node node, int statistics, int shared, int stride);

    /// <summary>Backward, before the barrier.</summary>
    void EmitBackwardStatistics(Step step);

    /// <summary>Writes the call that brings those together.</summary>
    /// <inheritdoc cref="EmitForwardBarrier"/>
    void EmitBackwardBarrier(CodeWriter code, Node node, int statistics, int shared, int stride);
}
