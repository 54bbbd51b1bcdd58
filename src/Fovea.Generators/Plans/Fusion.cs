using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// Which layers disappear into the one before them outside training, in the blocked layout: a batch normalisation into a convolution's packed weights,
/// then an addition or a pooling of 2×2, and an activation, in registers.
/// </summary>
internal static class Fusion
{
    public static EquatableArray<PlannedNode> Fuse(Analysis analysis)
    {
        var fused = new HashSet<int>();
        var steps = new List<PlannedNode>();
        foreach (Node node in analysis.Needed)
        {
            PlannedNode step = Begin(analysis, node, fused.Contains(node.Index));
            if (!step.IsFused)
            {
                step = TakeOver(analysis, step);
                step = MakeSpatial(analysis, step) ?? TakePool(analysis, step);
            }
            foreach (Node taken in step.Taken) fused.Add(taken.Index);
            steps.Add(step);
        }
        return steps.ToEquatableArray();
    }

    private static PlannedNode Begin(Analysis analysis, Node node, bool isFused) => new(node, 0, null, isFused, analysis.Kept[node.Index], default, default, 0, 0);

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
        if (analysis.OnlyReader(step.Target) is { Layer: IPointwise } activation) step = step with { Epilogue = activation };
        return step;
    }

    // From the caller's image, which nobody else reads, to a value that only a layer reads that takes it planar too; or to the network's output, planar from there on.
    private static PlannedNode? MakeSpatial(Analysis analysis, PlannedNode step)
    {
        Node node = step.Node;
        if (step.IsBridged || node.Layer is not ISpatial layer || !layer.IsSpatial(node) || step.Addition is not null) return null;
        PlannedNode spatial = TakePool(analysis, step) with { IsSpatial = true };
        if (!BlockedPlaces.CanBePlanar(spatial.Target.Output)) return null;
        Node? reading = analysis.OnlyReader(spatial.Target);
        bool begins = node.Inputs[0] < 0 && BlockedPlaces.CanBePlanar(node.Input) && analysis.IsReadOnce(node.Inputs[0]) && reading is { Layer: IReadsPlanar reader } && reader.IsBlocked(reading);
        bool ends = reading is null
            ? spatial.Target.Index == analysis.Graph.OutputIndex && analysis.IsReadOnce(spatial.Target.Index)
            : reading.Layer is ISpatial && MakeSpatial(analysis, TakeOver(analysis, Begin(analysis, reading, isFused: false))) is not null;
        return begins || ends ? spatial : null;
    }

    private static PlannedNode TakePool(Analysis analysis, PlannedNode step) => step.IsBridged || step.Addition is not null || step.Node.Layer is not ITakesPool ? step : WithPool(analysis, step);

    private static PlannedNode WithPool(Analysis analysis, PlannedNode step) =>
        analysis.OnlyReader(step.Target) is { Layer: MaxPool2dLayer pool } next && pool.Halves(next) && !analysis.Kept[next.Index] ? step with { Pool = next } : step;
}
