using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// NetworkGraph → NetworkPlan. In the lanes layout weights are read as they are, nothing is packed, nothing has a border: best for few channels and many images.
/// In the blocked layout one image at a time goes through, so that it stays in the cache.
/// </summary>
internal static class Planner
{
    private const int Lanes = 16;

    // Partial gradients are added in a fixed order, so their number must not depend on the number of threads; memory bounds it. A power of two, so that two threads, or four, have equally many.
    private const int MostPartitions = 8, PartitionBudget = 1 << 25;

    /// <param name="graph">The network.</param>
    /// <param name="wishes">What is decided already.</param>
    public static NetworkPlan Plan(NetworkGraph graph, Wishes wishes)
    {
        graph = graph with { Nodes = graph.Nodes.Select(node => node.Layer is ITakesWinograd layer ? node with { Layer = layer.With(node, wishes.Winograd ?? graph.Winograd) } : node).ToEquatableArray() };
        var analysis = new Analysis(graph);
        LayoutChoice choice = LayoutChoice.For(graph, wishes.Layout);
        (EquatableArray<PlannedNode> steps, int statistics, int shared) = TrainingSteps(analysis, choice.Training);
        int last = steps.Select(step => step.Segment + (step.Batch is null ? 0 : 1)).DefaultIfEmpty(0).Max();
        int[] roots = analysis.Roots(steps, choice.Training, training: true);
        PassPlan training = choice.Training == Layout.Blocked
            ? BlockedPlaces.Place(graph, steps, roots, analysis.Kept, training: true)
            : Place(graph, steps, roots, analysis.Kept, training: true);
        PassPlan? evaluation = choice.Training == Layout.Lanes ? Place(graph, steps, analysis.Roots(steps, Layout.Lanes, training: false), analysis.Kept, training: false) : null;
        PassPlan? image = null;
        if (choice.HasImages)
        {
            EquatableArray<PlannedNode> fused = Division.Divide(Fusion.Fuse(analysis), wishes.Sharing);
            image = BlockedPlaces.Place(graph, fused, analysis.Roots(fused, Layout.Blocked, training: false), analysis.Kept, training: false);
        }
        return new NetworkPlan(
            graph, training, evaluation, image, choice.Reason + WhatWinogradComputes(graph, choice),
            last + 1, statistics, shared, Partitions(training.TensorGradients!.GatheredLength));
    }

    private static int Partitions(int gradients)
    {
        int partitions = MostPartitions;
        while (partitions > 1 && (long)partitions * gradients > PartitionBudget) partitions /= 2;
        return partitions;
    }

    private static string WhatWinogradComputes(NetworkGraph graph, LayoutChoice choice)
    {
        if (!choice.HasImages) return "";
        return string.Concat(graph.Nodes
            .Select(node => (node.Name, Algorithm: (node.Layer as ITakesWinograd)?.Algorithm(node)))
            .Where(node => node.Algorithm is not null)
            .GroupBy(node => node.Algorithm, node => node.Name)
            .Select(nodes => $" In blocks {string.Join(", ", nodes)} by {nodes.Key}."));
    }

    private static (EquatableArray<PlannedNode> Steps, int Statistics, int Shared) TrainingSteps(Analysis analysis, Layout layout)
    {
        NetworkGraph graph = analysis.Graph;
        Node?[] epilogues = analysis.Epilogues();
        var fused = new HashSet<int>(epilogues.OfType<Node>().Select(node => node.Index));
        var steps = analysis.Needed.Select(node => new PlannedNode(
            node, analysis.Segments[node.Index], epilogues[node.Index], fused.Contains(node.Index), analysis.Kept[node.Index],
            default, node.Inputs.Select(input => !analysis.Trained[input + 1]).ToEquatableArray(), 0, 0)).ToList();
        // In blocks an output may be gone by the time of the backward pass.
        if (layout == Layout.Lanes) MergeWithSelections(analysis, steps);
        MergeWithBatchStatistics(steps);
        int[] roots = analysis.Roots(steps, layout, training: true);

        // Backward visits segments and layers in reverse: the first to write a gradient stores, the others add.
        var accumulates = new EquatableArray<bool>[graph.Nodes.Count];
        var written = new HashSet<int>();
        foreach (Node node in analysis.Needed.OrderByDescending(node => analysis.Segments[node.Index]).ThenByDescending(node => node.Index))
        {
            bool inPlace = fused.Contains(node.Index) || Analysis.IsView(node, layout);
            accumulates[node.Index] = node.Inputs.Select((input, i) => !inPlace && node.Layer.Differentiates(i) && !written.Add(roots[input + 1])).ToEquatableArray();
        }

        int statistics = 0, shared = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            PlannedNode step = steps[i];
            steps[i] = step with { Accumulates = accumulates[step.Node.Index], Statistics = statistics, Shared = shared };
            statistics += step.Batch?.StatisticsLength(step.Node) ?? 0;
            shared += step.Batch?.SharedLength(step.Node) ?? 0;
        }
        return (steps.ToEquatableArray(), statistics, shared);
    }

    private static void MergeWithSelections(Analysis analysis, List<PlannedNode> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Node is not { Layer: ISelects } node) continue;
            int before = steps.FindIndex(step => step.IsFused && step.Node.Index == node.Inputs[0]);
            if (before < 0 || analysis.OnlyReader(steps[before].Node)?.Index != node.Index) continue;
            steps[i] = steps[i] with { Differentiates = steps[before].Node };
            steps[before] = steps[before] with { IsDifferentiated = true };
        }
    }

    // What is summed over the gradient before a barrier is summed while the activation's derivative is in registers.
    private static void MergeWithBatchStatistics(List<PlannedNode> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not { Batch: not null, Epilogue: { } activation }) continue;
            int after = steps.FindIndex(step => step.Node.Index == activation.Index);
            if (steps[after].IsDifferentiated) continue;
            steps[i] = steps[i] with { Differentiates = activation };
            steps[after] = steps[after] with { IsDifferentiated = true };
        }
    }

    private static PassPlan Place(NetworkGraph graph, EquatableArray<PlannedNode> steps, int[] roots, bool[] kept, bool training)
    {
        Size length = 0;
        var definitions = new List<PlaceDefinition>();
        var values = new Size[roots.Length];
        var gradients = new Size[roots.Length];
        var saved = new Size[graph.Nodes.Count];
        for (int i = 0; i < roots.Length; i++) values[i] = roots[i] == i ? Take(LengthOf(i)) : values[roots[i]];
        foreach (Node node in graph.Nodes) saved[node.Index] = training || kept[node.Index] ? Take(node.Layer.Saved(node) * Lanes) : 0;
        Size scratch = graph.Nodes.Aggregate((Size)0, (most, node) => Size.Max(most, node.Layer.Scratch(node, training)));
        if (training)
        {
            if (Enumerable.Range(0, roots.Length).All(i => LengthOf(i).IsConstant))
            {
                (Size[] places, _, long amount) = GradientPlaces.Of(graph, steps, roots, LengthOf);
                Size start = Take(amount);
                gradients = [.. places.Select(place => start + place)];
            }
            else
            {
                for (int i = 0; i < roots.Length; i++) gradients[i] = roots[i] == i ? Take(LengthOf(i)) : gradients[roots[i]];
            }
            scratch = Size.Max(scratch, graph.Loss?.Loss.Scratch(graph.OutputShape!) ?? 0);
        }
        return new PassPlan(Layout.Lanes, steps, values.ToEquatableArray(), gradients.ToEquatableArray(), saved.ToEquatableArray(), Take(scratch), length)
        {
            Definitions = definitions.ToEquatableArray(),
            TensorGradients = training ? TensorGradients.Of(graph, steps, Layout.Lanes) : null,
        };

        Size LengthOf(int index) => (index == 0 ? graph.Input! : graph.Nodes[index - 1].Output).Length * Lanes;

        Size Take(Size amount)
        {
            Size place = length;
            length += amount;
            if (!length.IsConstant)
            {
                // A name instead of an ever longer sum.
                var definition = new PlaceDefinition($"place{definitions.Count + 1}", length.ToString());
                definitions.Add(definition);
                length = Size.Named(definition.Name);
            }
            return place;
        }
    }
}
