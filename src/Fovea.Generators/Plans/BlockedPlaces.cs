using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>Where everything of a blocked pass lies. Outside training, memory is used again as soon as its last reader is done.</summary>
internal static class BlockedPlaces
{
    private const int Block = 16;

    // Images that share a reading of weights, where there are so many that they do not stay in the cache, and so few multiplications besides that reading them takes its time.
    private const int LeastGroupedWeights = 1 << 18, MostWorkOfGroupedWeight = 200;

    // A planar image with more channels than this is better brought into blocks first.
    private const int MostPlanarChannels = 8;

    /// <summary>The shape in blocks: as many channels as there are planes.</summary>
    public static Shape InPlanes(Shape shape) => shape with { Channels = Planes(shape) };

    /// <summary>The node as a planewise layer sees it in blocks.</summary>
    public static Node InPlanes(Node node) => node with { InputShapes = node.InputShapes.Select(InPlanes).ToEquatableArray(), Output = InPlanes(node.Output) };

    public static int Planes(Shape shape) => (shape.Channels + Block - 1) / Block;

    public static PassPlan Place(NetworkGraph graph, EquatableArray<PlannedNode> steps, int[] roots, bool[] kept, bool training)
    {
        PlannedNode[] live = [.. steps.Where(step => !step.IsFused)];
        var memory = new Memory(reuses: !training);
        // Of a batch that has to be seen as a whole, every image has an arena: what does not outlive its turn had better not be there.
        Memory? own = training && steps.Any(step => step.Batch is not null) ? new Memory(reuses: false) : null;
        int group = GroupOf(graph, live);
        PlannedNode[] transients = own is null ? [] : [.. Transients.Of(graph, steps, roots, HasTurns)];
        var ownValues = new bool[roots.Length];
        var ownGradients = new bool[roots.Length];
        foreach (PlannedNode step in transients) ownValues[step.Node.Index + 1] = true;
        int end = live.Length;
        bool planar = ReadsPlanar(graph, steps);

        // When a value is written and last read; the network's input and output are there from the first and to the last step.
        var first = new int?[roots.Length];
        var last = new int[roots.Length];
        first[0] = 0;
        last[roots[graph.OutputIndex + 1]] = end;
        for (int i = 0; i < live.Length; i++)
        {
            int target = roots[live[i].Target.Index + 1];
            first[target] ??= i;
            last[target] = Math.Max(last[target], i);
            foreach (int input in Inputs(live[i])) last[roots[input + 1]] = Math.Max(last[roots[input + 1]], i);
        }

        var values = new Size[roots.Length];
        var gradients = new Size[roots.Length];
        var saved = new Size[graph.Nodes.Count];
        for (int i = 0; i < roots.Length; i++)
        {
            if (roots[i] != i || (i == 0 && planar && !training)) continue;
            values[i] = ownValues[i] ? own!.Take(LengthOf(graph, i), 0, end) : memory.Take(LengthOf(graph, i), first[i] ?? 0, last[i]);
        }
        for (int i = 0; i < roots.Length; i++) (values[i], ownValues[i]) = (values[roots[i]], ownValues[roots[i]]);
        if (training)
        {
            // What is moved between layouts, or belongs to a layer for images side by side, is looked for in the arena.
            HashSet<int> moved = [-1, graph.OutputIndex, .. live.Where(step => step.IsBridged || step.IsGrouped).SelectMany(step => Inputs(step).Append(step.Target.Index))];
            Memory? inTurn = own is null ? null : new Memory(reuses: true);
            (Size[] places, ownGradients, long length) = GradientPlaces.Of(graph, steps, roots, i => LengthOf(graph, i), inTurn, HasTurns, moved);
            Size start = memory.Take(length, 0, end), ownStart = own?.Take(inTurn!.Length, 0, end) ?? 0;
            gradients = [.. places.Select((place, i) => (ownGradients[i] ? ownStart : start) + place)];
        }
        foreach (PlannedNode step in live)
        {
            if (!step.IsBridged && step.Node.Layer is not IBlockedLayer && (training || kept[step.Node.Index])) saved[step.Node.Index] = memory.Take(step.Node.Layer.Saved(InPlanes(step.Node)) * Block, 0, end);
        }
        PassPlan? bridge = PlaceBridge(graph, live, kept, memory, training);
        Size scratch = live.Aggregate((Size)0, (most, step) => Size.Max(most, step.IsBridged ? step.Node.Layer.Scratch(step.Node, training)
            : step.Node.Layer is IPackedLayer layer ? layer.BlockedScratch(step.Node, training)
            : step.Node.Layer is IBlockedLayer ? 0
            : step.Node.Layer.Scratch(InPlanes(step.Node), training)));
        if (training && graph.Loss is { } loss) scratch = Size.Max(scratch, bridge!.SpreadsLoss ? loss.Loss.Scratch(graph.OutputShape!).Value / Block : loss.Loss.Scratch(graph.OutputShape!));
        Size scratchPlace = (own ?? memory).Take(scratch, 0, end);

        int[] packed = [.. graph.Nodes.Select(_ => -1)];
        int packedLength = 0;
        foreach (PlannedNode step in live)
        {
            if (step.IsBridged || step.Node.Layer is not IPackedLayer layer || layer.PackedLength(step.Node, training) is not (> 0 and int length)) continue;
            packed[step.Node.Index] = packedLength;
            packedLength += checked((int)Memory.WholeLines(length));
        }
        return new PassPlan(Layout.Blocked, steps, values.ToEquatableArray(), gradients.ToEquatableArray(), saved.ToEquatableArray(), scratchPlace, memory.Length)
        {
            OwnLength = own?.Length ?? 0,
            OwnValues = ownValues.ToEquatableArray(),
            OwnGradients = ownGradients.ToEquatableArray(),
            Again = graph.Nodes.Select(node => transients.Any(step => step.Node.Index == node.Index && Transients.IsReadBackward(steps, roots, step))).ToEquatableArray(),
            Bridge = bridge,
            ReadsPlanar = planar,
            Packed = packed.ToEquatableArray(),
            PackedLength = packedLength,
            TensorGradients = training ? TensorGradients.Of(graph, steps, Layout.Blocked) : null,
            Group = group,
        };

        // Images side by side take a segment stretch by stretch.
        bool HasTurns(int segment) => group == 1 || !steps.Any(step => step.IsGrouped && step.Segment == segment);
    }

    /// <summary>Whether a planar image of this shape is read as it is.</summary>
    public static bool CanBePlanar(Shape shape) => shape.Channels <= MostPlanarChannels && !shape.IsVector;

    private static int GroupOf(NetworkGraph graph, PlannedNode[] live)
    {
        PlannedNode[] grouped = [.. live.Where(step => step.IsGrouped)];
        long weights = grouped.Sum(step => step.Node.MultiplyAdds);
        bool pays = weights >= LeastGroupedWeights && graph.Nodes.Sum(node => node.MultiplyAdds) <= weights * MostWorkOfGroupedWeight;
        return pays ? grouped.Max(step => ((IGroupedLayer)step.Node.Layer).Group) : 1;
    }

    private static IEnumerable<int> Inputs(PlannedNode step) => step.Addition is null ? step.Node.Inputs : step.Node.Inputs.Concat(step.Addition.Inputs);

    private static bool ReadsPlanar(NetworkGraph graph, EquatableArray<PlannedNode> steps) =>
        CanBePlanar(graph.Input!) && graph.OutputIndex >= 0
        && steps.All(step => !Inputs(step).Contains(-1) || (step.Node.Layer is IReadsPlanar planar && planar.IsBlocked(step.Node)));

    // Lanes forms of what bridged layers, and the loss, read and write.
    private static PassPlan? PlaceBridge(NetworkGraph graph, PlannedNode[] live, bool[] kept, Memory memory, bool training)
    {
        var values = new Size[graph.Nodes.Count + 1];
        var gradients = new Size[graph.Nodes.Count + 1];
        var saved = new Size[graph.Nodes.Count];
        var placed = new HashSet<int>();
        int end = live.Length;
        foreach (PlannedNode step in live)
        {
            Node node = step.Node;
            if (!step.IsBridged || Analysis.IsView(node, Layout.Blocked)) continue;
            foreach (int value in node.Inputs.Append(step.Target.Index)) Take(value);
            if (training || kept[node.Index]) saved[node.Index] = memory.Take(node.Layer.Saved(node) * Block, 0, end);
        }
        // A plane whose pixels are a multiple of sixteen fills all lanes; what a bridged layer keeps must stay as it is.
        bool spreads = training && graph.Loss is not null && !placed.Contains(graph.OutputIndex) && graph.OutputShape!.Area.Value % Block == 0;
        if (training && graph.Loss is not null) Take(graph.OutputIndex, spreads ? 1 : Block);
        return new PassPlan(Layout.Lanes, default, values.ToEquatableArray(), gradients.ToEquatableArray(), saved.ToEquatableArray(), 0, 0) { SpreadsLoss = spreads };

        void Take(int value, int lanes = Block)
        {
            if (!placed.Add(value)) return;
            Size length = (value < 0 ? graph.Input! : graph.Nodes[value].Output).Length * lanes;
            values[value + 1] = memory.Take(length, 0, end);
            if (training) gradients[value + 1] = memory.Take(length, 0, end);
        }
    }

    private static Size LengthOf(NetworkGraph graph, int index) => InPlanes(index == 0 ? graph.Input! : graph.Nodes[index - 1].Output).Length * Block;
}
