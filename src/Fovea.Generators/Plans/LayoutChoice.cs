using Fovea.Generators.Graphs;

namespace Fovea.Generators.Plans;

/// <summary>Which layouts a network's passes use, and why.</summary>
internal sealed record LayoutChoice(Layout Training, bool HasImages, string Reason)
{
    private const int Lanes = 16;

    // What sixteen images may need before they no longer stay in a core's own cache.
    private const long LargestWorkingSet = 4 << 20;

    // The share of multiply-adds without kernels of their own in blocks that still leaves them ahead.
    private const double LargestBridgedShare = 0.05;

    public static LayoutChoice For(NetworkGraph graph, Layout? wanted)
    {
        if (graph.HasRunTimeSize) return new(Layout.Lanes, false, "Lanes, since the size is known at run time only.");
        if (graph.OutputIndex < 0) return new(Layout.Lanes, false, "Lanes, since there is no layer.");
        if (wanted == Layout.Lanes) return new(Layout.Lanes, false, "Lanes, as the project asks.");
        if (wanted == Layout.Blocked) return new(Layout.Blocked, true, "Blocked, as the project asks.");

        double all = graph.Nodes.Sum(node => (double)node.MultiplyAdds), bridged = graph.Nodes.Where(IsBridged).Sum(node => (double)node.MultiplyAdds);
        if (bridged > all * LargestBridgedShare) return new(Layout.Lanes, false, $"Lanes, since {bridged / all:P0} of the multiply-adds have no kernels in blocks.");
        long working = graph.Nodes.Aggregate(graph.Input!.Length.Value, (sum, node) => sum + node.Output.Length.Value) * Lanes * sizeof(float) * 2;
        return working <= LargestWorkingSet
            ? new(Layout.Lanes, true, $"Lanes, since sixteen images with their gradients take {working / 1024} KB, which a core's cache holds; blocks for a few images outside training.")
            : new(Layout.Blocked, true, $"Blocked, since sixteen images with their gradients take {working >> 20} MB, more than a core's cache holds.");
    }

    private static bool IsBridged(Node node) => new PlannedNode(node, 0, null, false, false, default, default, 0, 0).IsBridged;
}
