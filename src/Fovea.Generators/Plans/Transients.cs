using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// Normalised values of a training pass in blocks whose readers all have their turn in the same segment. They lie in the thread's own memory, where the next image's
/// take their place: so they stay in its caches, and the backward pass computes those that it reads again from what the normalisation read, which it reads anyway.
/// </summary>
internal static class Transients
{
    /// <summary>The steps that write such values.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="steps">The training pass.</param>
    /// <param name="roots">Values that share memory.</param>
    /// <param name="hasTurns">Whether images go through a segment one after the other.</param>
    public static IEnumerable<PlannedNode> Of(NetworkGraph graph, EquatableArray<PlannedNode> steps, int[] roots, Func<int, bool> hasTurns) =>
        steps.Where(step => step.Batch is not null && !step.IsBridged && hasTurns(step.Segment + 1) && roots[graph.OutputIndex + 1] != step.Node.Index + 1 && Readers(steps, roots, step).All(reader => ReadsInTurn(step, reader)));

    /// <summary>Whether the backward pass reads the value.</summary>
    public static bool IsReadBackward(EquatableArray<PlannedNode> steps, int[] roots, PlannedNode step) =>
        step.Epilogue is not null || Readers(steps, roots, step).Any(reader => !reader.Node.Layer.Has(LayerTraits.Sums));

    private static IEnumerable<PlannedNode> Readers(EquatableArray<PlannedNode> steps, int[] roots, PlannedNode step) =>
        steps.Where(reader => reader.Node.Index != step.Target.Index && reader.Node.Inputs.Any(input => roots[input + 1] == step.Node.Index + 1));

    private static bool ReadsInTurn(PlannedNode step, PlannedNode reader) =>
        reader.Segment == step.Segment + 1 && reader.Batch is null && !reader.IsBridged && !reader.IsGrouped && !Analysis.IsView(reader.Node, Layout.Blocked);
}
