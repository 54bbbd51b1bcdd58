using Fovea.Generators.Graphs;

namespace Fovea.Generators.Plans;

/// <summary>How a graph is computed: which steps, where every value lies, which activations are fused. Pure data.</summary>
internal sealed record NetworkPlan(
    NetworkGraph Graph,
    EquatableArray<PlannedNode> Steps,
    PassPlan Evaluation,
    PassPlan Training,
    int GradientPartitions);

/// <summary>A node that is computed, with the activation it applies in registers.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Epilogue">The activation after it, if fused: that one then has no forward step.</param>
/// <param name="IsFused">Whether this is such an activation: its backward step works in place.</param>
/// <param name="Accumulates">For each input, whether its gradient is added to rather than written.</param>
/// <param name="OnlyForInputGradient">For each input, whether nothing before it is trained.</param>
internal sealed record PlannedNode(
    Node Node,
    Node? Epilogue,
    bool IsFused,
    EquatableArray<bool> Accumulates,
    EquatableArray<bool> OnlyForInputGradient);

/// <summary>The arena of one chunk of sixteen images, in floats. Values and gradients are indexed by node + 1; the first is the network's input.</summary>
internal sealed record PassPlan(
    EquatableArray<Size> Values,
    EquatableArray<Size> Gradients,
    EquatableArray<Size> Saved,
    Size Scratch,
    Size Length);
