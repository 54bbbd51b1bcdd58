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
        Node?[] epilogues = FindEpilogues(graph);
        var fused = new HashSet<int>(epilogues.OfType<Node>().Select(node => node.Index));
        bool[] trained = FindTrained(graph);
        var written = new HashSet<int>();
        var steps = new PlannedNode[graph.Nodes.Count];
        int[] roots = FindRoots(graph, epilogues, training: true);
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            Node node = graph.Nodes[i];
            // Backward visits the layers in reverse: the first to write a gradient stores, the others add.
            bool inPlace = fused.Contains(i) || node.Layer.Has(LayerTraits.View);
            steps[i] = new PlannedNode(
                node, epilogues[i], fused.Contains(i),
                node.Inputs.Select(input => !inPlace && !written.Add(roots[input + 1])).ToEquatableArray(),
                node.Inputs.Select(input => !trained[input + 1]).ToEquatableArray());
        }
        int partitions = Math.Max(1, Math.Min(MostPartitions, PartitionBudget / Math.Max(1, graph.ParameterLength)));
        PassPlan evaluation = Place(graph, FindRoots(graph, epilogues, training: false), training: false);
        return new NetworkPlan(graph, steps.ToEquatableArray(), evaluation, Place(graph, roots, training: true), partitions);
    }

    // An activation whose input nothing else reads is applied by the layer before it.
    private static Node?[] FindEpilogues(NetworkGraph graph)
    {
        var readers = graph.Nodes.SelectMany(node => node.Inputs).GroupBy(index => index).ToDictionary(group => group.Key, group => group.Count());
        var epilogues = new Node?[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
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

    private static PassPlan Place(NetworkGraph graph, int[] roots, bool training)
    {
        Size length = 0;
        var values = new Size[roots.Length];
        var gradients = new Size[roots.Length];
        var saved = new Size[graph.Nodes.Count];
        for (int i = 0; i < roots.Length; i++) values[i] = roots[i] == i ? Take(LengthOf(i)) : values[roots[i]];
        Size scratch = 0;
        if (training)
        {
            for (int i = 0; i < roots.Length; i++) gradients[i] = roots[i] == i ? Take(LengthOf(i)) : gradients[roots[i]];
            foreach (Node node in graph.Nodes) saved[node.Index] = Take(node.Layer.Saved(node) * Lanes);
            Size most = graph.Loss?.Loss.Scratch(graph.OutputShape!) ?? 0;
            foreach (Node node in graph.Nodes) most = Size.Max(most, node.Layer.Scratch(node));
            scratch = Take(most);
        }
        return new PassPlan(values.ToEquatableArray(), gradients.ToEquatableArray(), saved.ToEquatableArray(), scratch, length);

        Size LengthOf(int index) => (index == 0 ? graph.Input! : graph.Nodes[index - 1].Output).Length * Lanes;

        Size Take(Size amount)
        {
            Size place = length;
            length += amount;
            return place;
        }
    }
}
