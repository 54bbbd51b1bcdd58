using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// Which layers disappear into the one before them outside training, in the blocked layout: a batch normalisation into a convolution's packed weights,
/// then an addition, then an activation, both in registers.
/// </summary>
internal static class Fusion
{
    public static EquatableArray<PlannedNode> Fuse(Analysis analysis)
    {
        var fused = new HashSet<int>();
        var steps = new List<PlannedNode>();
        foreach (Node node in analysis.Needed)
        {
            var step = new PlannedNode(node, 0, null, fused.Contains(node.Index), analysis.Kept[node.Index], default, default, 0, 0);
            if (!step.IsFused) step = TakeOver(analysis, step);
            foreach (Node? taken in new[] { step.Normalization, step.Addition, step.Epilogue })
            {
                if (taken is not null) fused.Add(taken.Index);
            }
            steps.Add(step);
        }
        return steps.ToEquatableArray();
    }

    private static PlannedNode TakeOver(Analysis analysis, PlannedNode step)
    {
        if (step.Node.Layer is not ITakesEpilogue) return step;
        if (step.Node.Layer is ITakesOver && !step.IsBridged)
        {
            if (analysis.OnlyReader(step.Node) is { Layer: BatchNormLayer } normalization) step = step with { Normalization = normalization };
            // The last of an addition's inputs to be computed does it; the other one is there by then.
            if (analysis.OnlyReader(step.Target) is { Layer: AddLayer, Inputs.Count: 2 } addition
                && addition.Inputs.All(input => input <= step.Target.Index) && addition.Inputs.Any(input => input < step.Node.Index && input != step.Target.Index))
            {
                step = step with { Addition = addition };
            }
        }
        return analysis.OnlyReader(step.Target) is { Layer: IPointwise } activation ? step with { Epilogue = activation } : step;
    }
}
