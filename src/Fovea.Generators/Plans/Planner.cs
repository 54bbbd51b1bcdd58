using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// NetworkGraph → NetworkPlan, in the lanes layout: sixteen images to a chunk, one image a lane, every value [C][H][W][16].
/// Weights are read as they are, nothing is packed, nothing has a halo.
/// </summary>
internal static class Planner
{
    private const int Lanes = 16;

    // Partial gradients are added in a fixed order, so their number must not depend on the number of threads; memory bounds it.
    private const int MostPartitions = 8, PartitionBudget = 1 << 25;

    public static NetworkPlan Plan(NetworkGraph graph)
    {
        bool[] needed = FindNeeded(graph);
        Node?[] epilogues = FindEpilogues(graph, needed);
        var fused = new HashSet<int>(epilogues.OfType<Node>().Select(node => node.Index));
        bool[] trained = FindTrained(graph);
        int[] segments = FindSegments(graph);
        bool[] kept = FindKept(graph, needed);
        int[] roots = FindRoots(graph, epilogues, training: true);

        // Backward visits segments and layers in reverse: the first to write a gradient stores, the others add.
        var accumulates = new EquatableArray<bool>[graph.Nodes.Count];
        var written = new HashSet<int>();
        foreach (Node node in graph.Nodes.Where(node => needed[node.Index]).OrderByDescending(node => segments[node.Index]).ThenByDescending(node => node.Index))
        {
            bool inPlace = fused.Contains(node.Index) || node.Layer.Has(LayerTraits.View);
            accumulates[node.Index] = node.Inputs.Select((input, i) => !inPlace && node.Layer.Differentiates(i) && !written.Add(roots[input + 1])).ToEquatableArray();
        }

        var steps = new List<PlannedNode>();
        int statistics = 0, shared = 0;
        foreach (Node node in graph.Nodes.Where(node => needed[node.Index]))
        {
            var planned = new PlannedNode(
                node, segments[node.Index], epilogues[node.Index], fused.Contains(node.Index), kept[node.Index],
                accumulates[node.Index], node.Inputs.Select(input => !trained[input + 1]).ToEquatableArray(), statistics, shared);
            statistics += planned.Batch?.StatisticsLength(node) ?? 0;
            shared += planned.Batch?.SharedLength(node) ?? 0;
            steps.Add(planned);
        }
        int last = steps.Select(step => step.Segment + (step.Batch is null ? 0 : 1)).DefaultIfEmpty(0).Max();
        return new NetworkPlan(
            graph, steps.ToEquatableArray(),
            Place(graph, FindRoots(graph, epilogues, training: false), kept, training: false), Place(graph, roots, kept, training: true),
            last + 1, statistics, shared, Math.Max(1, Math.Min(MostPartitions, PartitionBudget / Math.Max(1, graph.ParameterLength))));
    }

    // Layers whose outputs nothing reads are not computed.
    private static bool[] FindNeeded(NetworkGraph graph)
    {
        var needed = new bool[graph.Nodes.Count];
        if (graph.OutputIndex >= 0) needed[graph.OutputIndex] = true;
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (!needed[i]) continue;
            foreach (int input in graph.Nodes[i].Inputs)
            {
                if (input >= 0) needed[input] = true;
            }
        }
        return needed;
    }

    // An activation whose input nothing else reads is applied by the layer before it.
    private static Node?[] FindEpilogues(NetworkGraph graph, bool[] needed)
    {
        var readers = graph.Nodes.Where(node => needed[node.Index]).SelectMany(node => node.Inputs).Append(graph.OutputIndex).GroupBy(index => index).ToDictionary(group => group.Key, group => group.Count());
        var epilogues = new Node?[graph.Nodes.Count];
        foreach (Node node in graph.Nodes.Where(node => needed[node.Index]))
        {
            int input = node.Inputs[0];
            if (node.Layer is IPointwise && input >= 0 && readers[input] == 1 && graph.Nodes[input].Layer is ITakesEpilogue) epilogues[input] = node;
        }
        return epilogues;
    }

    // Whether a trained tensor lies before a value, the value's own layer included.
    private static bool[] FindTrained(NetworkGraph graph)
    {
        var trained = new bool[graph.Nodes.Count + 1];
        foreach (Node node in graph.Nodes)
        {
            trained[node.Index + 1] = node.Parameters > 0 || node.Inputs.Any(input => trained[input + 1]);
        }
        return trained;
    }

    // The stretch between batch barriers in which a layer has all its inputs.
    private static int[] FindSegments(NetworkGraph graph)
    {
        var segments = new int[graph.Nodes.Count];
        foreach (Node node in graph.Nodes) segments[node.Index] = node.Inputs.Max(input => input < 0 ? 0 : segments[input] + (graph.Nodes[input].Layer is INeedsBatch { NeedsBatch: true } ? 1 : 0));
        return segments;
    }

    private static bool[] FindKept(NetworkGraph graph, bool[] needed)
    {
        var kept = new bool[graph.Nodes.Count];
        foreach (Node node in graph.Nodes.Where(node => needed[node.Index]))
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Layer.ReadsSaved(i)) kept[node.Inputs[i]] = true;
            }
        }
        return kept;
    }

    // Values that share memory: views with their inputs, fused activations with their layer.
    private static int[] FindRoots(NetworkGraph graph, Node?[] epilogues, bool training)
    {
        var roots = new int[graph.Nodes.Count + 1];
        foreach (Node node in graph.Nodes)
        {
            bool shares = node.Layer.Has(LayerTraits.View) || (!training && node.Layer.Has(LayerTraits.TrainingOnly)) || (node.Inputs[0] >= 0 && epilogues[node.Inputs[0]] == node);
            roots[node.Index + 1] = shares ? roots[node.Inputs[0] + 1] : node.Index + 1;
        }
        return roots;
    }

    private static PassPlan Place(NetworkGraph graph, int[] roots, bool[] kept, bool training)
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
            for (int i = 0; i < roots.Length; i++) gradients[i] = roots[i] == i ? Take(LengthOf(i)) : gradients[roots[i]];
            scratch = Size.Max(scratch, graph.Loss?.Loss.Scratch(graph.OutputShape!) ?? 0);
        }
        return new PassPlan(values.ToEquatableArray(), gradients.ToEquatableArray(), saved.ToEquatableArray(), Take(scratch), length) { Definitions = definitions.ToEquatableArray() };

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
