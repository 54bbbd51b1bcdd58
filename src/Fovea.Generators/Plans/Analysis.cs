using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>What every plan has to know of a graph: who reads what, what is trained, where the whole batch has to be seen.</summary>
internal sealed class Analysis
{
    private readonly Dictionary<int, int> _readers;

    public Analysis(NetworkGraph graph)
    {
        Graph = graph;
        bool[] needed = FindNeeded(graph);
        Needed = [.. graph.Nodes.Where(node => needed[node.Index])];
        _readers = Needed.SelectMany(node => node.Inputs).Append(graph.OutputIndex).GroupBy(index => index).ToDictionary(group => group.Key, group => group.Count());
        Trained = new bool[graph.Nodes.Count + 1];
        Segments = new int[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            Trained[node.Index + 1] = node.Parameters > 0 || node.Inputs.Any(input => Trained[input + 1]);
            Segments[node.Index] = node.Inputs.Max(input => input < 0 ? 0 : Segments[input] + (graph.Nodes[input].Layer is INeedsBatch { NeedsBatch: true } ? 1 : 0));
        }
        Kept = new bool[graph.Nodes.Count];
        foreach (Node node in Needed)
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Layer.ReadsSaved(i)) Kept[node.Inputs[i]] = true;
            }
        }
    }

    public NetworkGraph Graph { get; }

    /// <summary>The layers whose outputs something reads.</summary>
    public IReadOnlyList<Node> Needed { get; }

    /// <summary>For each value, whether a trained tensor lies before it, the value's own layer included.</summary>
    public bool[] Trained { get; }

    /// <summary>The stretch between batch barriers in which a layer has all its inputs.</summary>
    public int[] Segments { get; }

    /// <summary>Whether another layer reads what a layer keeps.</summary>
    public bool[] Kept { get; }

    /// <summary>Whether one layer reads a value, once.</summary>
    public bool IsReadOnce(int value) => _readers.TryGetValue(value, out int readers) && readers == 1;

    /// <summary>The only reader of a layer's output, or null if there are several, or the caller reads it.</summary>
    public Node? OnlyReader(Node node) =>
        _readers.TryGetValue(node.Index, out int readers) && readers == 1 && node.Index != Graph.OutputIndex ? Needed.First(reader => reader.Inputs.Contains(node.Index)) : null;

    /// <summary>Whether a layer's output is its input's memory. In blocks, an image and the vector of its numbers differ in order.</summary>
    public static bool IsView(Node node, Layout layout) =>
        node.Layer.Has(LayerTraits.View) && (layout == Layout.Lanes || node.Input.IsVector == node.Output.IsVector || (node.Input.Height.Is(1) && node.Input.Width.Is(1) && node.Output.Height.Is(1) && node.Output.Width.Is(1)));

    /// <summary>For each layer, the activation after it that it applies in registers, since nothing else reads its input.</summary>
    public Node?[] Epilogues()
    {
        var epilogues = new Node?[Graph.Nodes.Count];
        foreach (Node node in Needed)
        {
            if (node.Layer is ITakesEpilogue && OnlyReader(node) is { Layer: IPointwise } activation) epilogues[node.Index] = activation;
        }
        return epilogues;
    }

    /// <summary>Values that share memory: views with their inputs, fused layers with the one that does their work.</summary>
    public int[] Roots(IEnumerable<PlannedNode> steps, Layout layout, bool training)
    {
        var targets = new int[Graph.Nodes.Count];
        foreach (Node node in Graph.Nodes) targets[node.Index] = node.Index;
        foreach (PlannedNode step in steps)
        {
            foreach (Node taken in step.Taken) targets[taken.Index] = step.Node.Index;
        }
        var roots = new int[Graph.Nodes.Count + 1];
        foreach (Node node in Graph.Nodes)
        {
            bool shares = IsView(node, layout) || (!training && node.Layer.Has(LayerTraits.TrainingOnly));
            roots[node.Index + 1] = shares ? roots[node.Inputs[0] + 1] : targets[node.Index] == node.Index ? node.Index + 1 : roots[targets[node.Index] + 1];
        }
        return roots;
    }

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
}
