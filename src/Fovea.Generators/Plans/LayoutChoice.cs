using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>Which layouts a network's passes use, and why.</summary>
internal sealed record LayoutChoice(Layout Training, bool HasImages, string Reason)
{
    private const int Lanes = 16;

    // What sixteen images may need before they no longer stay in a core's own cache.
    private const long LargestWorkingSet = 4 << 20;

    // What they may need to stay in the cache that cores share. From there lanes' kernels reach six sevenths of what those in blocks do, which compute with all of a block's channels, there or not,
    // but a convolution by Winograd's algorithm in two thirds of the time.
    private const long LargestSharedWorkingSet = 32 << 20;
    private const double CostInLanes = 7.0 / 6, CostOfWinograd = 2.0 / 3;

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
        double blocks = graph.Nodes.Sum(CostInBlocks) / Math.Max(all, 1);
        if (working > LargestWorkingSet && working <= LargestSharedWorkingSet && blocks > CostInLanes)
        {
            return new(Layout.Lanes, true, $"Lanes, since training would take {blocks - 1:P0} more multiply-adds in blocks, which the channels do not fill; blocks for a few images outside training.");
        }
        return working <= LargestWorkingSet
            ? new(Layout.Lanes, true, $"Lanes, since sixteen images with their gradients take {working / 1024} KB, which a core's cache holds; blocks for a few images outside training.")
            : new(Layout.Blocked, true, $"Blocked, since sixteen images with their gradients take {working >> 20} MB, more than a core's cache holds.");
    }

    // Multiply-adds of the forward pass and of both gradients, for each of which blocks are filled up, a third each; the gradient of the network's input is none.
    private static double CostInBlocks(Node node)
    {
        double outputs = Filled(node.Output), inputs = node.Inputs.Contains(-1) ? outputs : Filled(node.Input);
        return node.MultiplyAdds * (2 * outputs + inputs) / 3 * ((node.Layer as ITakesWinograd)?.Algorithm(node) is null ? 1 : CostOfWinograd);
    }

    private static double Filled(Shape shape) => shape.IsVector ? 1 : (double)BlockedWeights.Padded(shape.Channels) / shape.Channels;

    private static bool IsBridged(Node node) => new PlannedNode(node, 0, null, false, false, default, default, 0, 0).IsBridged;
}
