using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Plans;

/// <summary>
/// Where the gradients of tensors are gathered: in partial sums, in the order of packed weights or as they are; or in what every image leaves, from which they are made at the end.
/// Those of batch normalisations are made at the barriers.
/// </summary>
internal sealed record TensorGradients(EquatableArray<int> Packed, EquatableArray<LooseGradient> Loose, int GatheredLength, EquatableArray<int> Deferred, int DeferredLength)
{
    private const int FewestLooseOfAPart = 1 << 14;

    /// <summary>Those that are gathered as they are, so many together that it is worth a thread's while.</summary>
    public IEnumerable<IReadOnlyList<LooseGradient>> LooseParts
    {
        get
        {
            var part = new List<LooseGradient>();
            foreach (LooseGradient loose in Loose)
            {
                part.Add(loose);
                if (part.Sum(gradient => gradient.Length) < FewestLooseOfAPart) continue;
                yield return part;
                part = [];
            }
            if (part.Count > 0) yield return part;
        }
    }

    public static TensorGradients Of(NetworkGraph graph, IEnumerable<PlannedNode> steps, Layout layout)
    {
        var packed = new int[graph.Nodes.Count];
        int[] deferred = [.. graph.Nodes.Select(_ => -1)];
        var loose = new List<LooseGradient>();
        int gatheredLength = 0, deferredLength = 0;
        foreach (PlannedNode step in steps.Where(step => step.Batch is null && step.Node.Parameters > 0))
        {
            Node node = step.Node;
            if (step.IsGrouped) deferred[node.Index] = Take(ref deferredLength, ((IGroupedLayer)node.Layer).DeferredLength(node));
            else if (layout == Layout.Blocked && !step.IsBridged && node.Layer is IPackedLayer layer) packed[node.Index] = Take(ref gatheredLength, layer.PackedGradientLength(node));
            else loose.AddRange(node.Tensors.Where(tensor => tensor.Trainable).Select(tensor => new LooseGradient(tensor.Offset, tensor.Length, Take(ref gatheredLength, tensor.Length))));
        }
        return new TensorGradients(packed.ToEquatableArray(), loose.ToEquatableArray(), gatheredLength, deferred.ToEquatableArray(), deferredLength);
    }

    private static int Take(ref int length, int amount)
    {
        int place = length;
        length += checked((int)Memory.WholeLines(amount));
        return place;
    }
}

/// <summary>The gradient of a tensor at <paramref name="Offset"/>, gathered at <paramref name="Place"/>.</summary>
internal sealed record LooseGradient(int Offset, int Length, int Place);
