namespace Fovea.Tests.Numerics;

/// <summary>What moves numbers and leaves them as they are.</summary>
internal sealed partial class OnnxTranslator
{
    private string Pad(OnnxNode node)
    {
        string x = Image(node);
        NodeAttributes a = node.Attributes;
        int[] pads = node.Takes(1) ? Integers(node, 1) : a.Ints("pads");
        int[] axes = node.Takes(3) ? [.. Integers(node, 3).Select(axis => axis < 0 ? axis + 4 : axis)] : [0, 1, 2, 3];
        int[] before = new int[4], after = new int[4];
        for (int i = 0; i < axes.Length; i++) (before[axes[i]], after[axes[i]]) = (pads[i], pads[i + axes.Length]);
        if (before.Concat(after).Any(count => count < 0)) throw new InexpressibleException("Pad that cuts off.");
        if (before[..2].Concat(after[..2]).Any(count => count > 0)) throw new InexpressibleException("Pad of batch or channels.");
        double value = node.Takes(2) ? Parameter(node, 2).Data[0] : a.Double("value", 0);
        string mode = a.Text("mode", "constant") switch { "edge" => "replicate", "wrap" => throw new InexpressibleException("Pad that wraps around."), var other => other };
        return Add(x, "pad", new { pad = new[] { before[3], after[3], before[2], after[2] }, value, mode });
    }

    // PyTorch's channels are c·r² + place; in mode DCR they are place·C + c.
    private string DepthToSpace(OnnxNode node)
    {
        string x = Image(node);
        int r = node.Attributes.Int("blocksize"), channels = Graph.Shape(x)[0] / (r * r);
        bool byPlace = node.Attributes.Text("mode", "DCR") == "DCR";
        return Add(byPlace ? Reordered(x, c => c % (r * r) * channels + c / (r * r)) : x, "pixel_shuffle", new { r });
    }

    private string SpaceToDepth(OnnxNode node)
    {
        string x = Image(node);
        int r = node.Attributes.Int("blocksize"), channels = Graph.Shape(x)[0];
        return Reordered(Add(x, "pixel_unshuffle", new { r }), c => c % channels * r * r + c / channels);
    }

    /// <summary>Reshape to six axes, Transpose, Reshape to four is how PyTorch exports PixelShuffle.</summary>
    private IReadOnlyList<OnnxNode> PixelShuffles(IReadOnlyList<OnnxNode> nodes)
    {
        var result = new List<OnnxNode>();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (i + 2 < nodes.Count && nodes[i].Op == "Reshape" && nodes[i + 1].Op == "Transpose" && nodes[i + 2].Op == "Reshape"
                && nodes[i + 1].Inputs[0] == nodes[i].Outputs[0] && nodes[i + 2].Inputs[0] == nodes[i + 1].Outputs[0]
                && Integers(nodes[i], 1) is [_, int c, int r, int s, int h, int w] && r == s && nodes[i + 1].Attributes.Ints("perm") is [0, 1, 4, 2, 5, 3]
                && Integers(nodes[i + 2], 1) is [_, int channels, int height, int width] && (channels, height, width) == (c, h * r, w * r))
            {
                result.Add(new("DepthToSpace", nodes[i].Inputs, nodes[i + 2].Outputs, NodeAttributes.Of(new { blocksize = r, mode = "CRD" })));
                i += 2;
            }
            else
            {
                result.Add(nodes[i]);
            }
        }

        return result;
    }

    private string Flatten(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        int[] shape = Full(x);
        int axis = node.Attributes.Int("axis", 1);
        if (axis < 0) axis += shape.Length;
        return To(x, [Tensor.Length(shape.AsSpan(0, axis)), Tensor.Length(shape.AsSpan(axis))]);
    }

    // Zero keeps a size, −1 takes what is left.
    private string Reshape(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        int[] shape = Full(x), target = node.Takes(1) ? Integers(node, 1) : node.Attributes.Ints("shape");
        bool keeps = node.Attributes.Int("allowzero", 0) == 0;
        target = [.. target.Select((size, axis) => size == 0 && keeps ? shape[axis] : size)];
        if (Array.IndexOf(target, -1) is >= 0 and int open) target[open] = Tensor.Length(shape) / -Tensor.Length(target);
        return To(x, target);
    }

    private string Squeeze(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        int[] shape = Full(x), axes = Axes(node, shape.Length, [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 1)]);
        return To(x, [.. shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    private string Unsqueeze(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        List<int> shape = [.. Full(x)];
        int rank = shape.Count + (node.Takes(1) ? Integers(node, 1) : node.Attributes.Ints("axes")).Length;
        foreach (int axis in Axes(node, rank, []).Order()) shape.Insert(axis, 1);
        return To(x, [.. shape]);
    }

    private int[] Axes(OnnxNode node, int rank, int[] otherwise)
    {
        int[] axes = node.Takes(1) ? Integers(node, 1) : node.Attributes.Has("axes") ? node.Attributes.Ints("axes") : otherwise;
        return [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
    }

    /// <summary>The same numbers of each image in another shape.</summary>
    private string To(string x, int[] shape)
    {
        int[] from = Full(x);
        if (shape.Length is not (2 or 4)) throw new InexpressibleException($"Rank {shape.Length} output.");
        if (shape[0] != from[0]) throw new InexpressibleException("Images cut up or joined.");
        if (shape.SequenceEqual(from)) return Add(x, "identity");
        string flat = from.Length == 4 ? Add(x, "flatten") : x;
        return shape.Length == 2 ? flat : Add(flat, "unflatten", new { shape = shape[1..] });
    }

    private int[] Full(string x) => [_inputs.Values.First().N, .. Graph.Shape(x)];

    private int[] Integers(OnnxNode node, int input) => [.. Parameter(node, input).Data.Select(value => (int)value)];
}
