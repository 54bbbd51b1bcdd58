using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>How a graph is computed: which steps in which segment, where every value lies, which activations are fused. Pure data.</summary>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    EquatableArray<PlannedNode> Steps,
    PassPlan Evaluation,
    PassPlan Training,
    int Segments,
    int StatisticsLength,
    int SharedLength,
    int GradientPartitions);

/// <summary>A node that is computed.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Segment">The stretch between batch barriers in which it reads its inputs. A layer that needs the batch writes its output in the next one.</param>
/// <param name="Epilogue">The activation after it that it applies in registers, if fused: that one then has no forward step.</param>
/// <param name="IsFused">Whether this is such an activation: its backward step works in place.</param>
/// <param name="KeepsSaved">Whether another layer reads what it keeps, so that it is kept outside training too.</param>
/// <param name="Accumulates">For each input, whether its gradient is added to rather than written.</param>
/// <param name="OnlyForInputGradient">For each input, whether nothing before it is trained.</param>
/// <param name="Statistics">Where its contributions to a barrier lie.</param>
/// <param name="Shared">Where the barrier's results lie.</param>
internal sealed record PlannedNode(
    Node Node,
    int Segment,
    Node? Epilogue,
    bool IsFused,
    bool KeepsSaved,
    EquatableArray<bool> Accumulates,
    EquatableArray<bool> OnlyForInputGradient,
    int Statistics,
    int Shared)
{
    /// <summary>The layer as one that needs the whole batch in training, or null.</summary>
    public INeedsBatch? Batch => Node.Layer is INeedsBatch { NeedsBatch: true } batch ? batch : null;
}

/// <summary>The arena of one chunk of sixteen images, in floats. Values and gradients are indexed by node + 1; the first is the network's input.</summary>
internal sealed record PassPlan(
    EquatableArray<Size> Values,
    EquatableArray<Size> Gradients,
    EquatableArray<Size> Saved,
    Size Scratch,
    Size Length)
{
    /// <summary>With run-time sizes: the places that others are counted from, as locals of the emitted code, in order.</summary>
    public EquatableArray<PlaceDefinition> Definitions { get; init; }
}

/// <summary>int <paramref name="Name"/> = <paramref name="Formula"/>;</summary>
internal sealed record PlaceDefinition(string Name, string Formula);
