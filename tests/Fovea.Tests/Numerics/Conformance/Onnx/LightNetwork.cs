namespace Fovea.Tests.Numerics;

/// <summary>A network declared by hand beside the graph of the same one: each layer with its node.</summary>
internal sealed class LightNetwork
{
    // What a node may be declared as.
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["Conv"] = ["Conv2d"],
        ["BatchNormalization"] = ["BatchNorm2d"],
        ["Relu"] = ["ReLU"],
        ["MaxPool"] = ["MaxPool2d"],
        ["AveragePool"] = ["AvgPool2d", "GlobalAvgPool"],
        ["GlobalAveragePool"] = ["GlobalAvgPool"],
        ["LRN"] = ["LocalResponseNorm"],
        ["Concat"] = ["Concat"],
        ["Sum"] = ["Add"],
        ["Dropout"] = ["Dropout"],
        ["Reshape"] = ["Flatten"],
        ["Gemm"] = ["Linear"],
    };

    private readonly LightGraph _graph;
    private readonly NetworkInstance _instance;
    private readonly List<(LayerInfo Layer, LightNode Node, LightNode? Scale, LightNode? Shift)> _pairs = [];

    /// <summary>Pairs layers and nodes, and compares their kinds and shapes.</summary>
    public LightNetwork(LightGraph graph, NetworkInstance instance)
    {
        (_graph, _instance) = (graph, instance);
        var nodes = new Queue<LightNode>(graph.EndsInSoftmax ? graph.Nodes.SkipLast(1) : graph.Nodes);
        foreach (LayerInfo layer in instance.Network.Layers)
        {
            Assert.True(nodes.TryDequeue(out LightNode? node), $"{layer.Name} has no node.");
            Assert.True(Kinds.GetValueOrDefault(node.Op, []).Contains(layer.Kind), $"{layer.Name} is a {layer.Kind}, and its node is {node.Op}.");
            AssertShape(layer, node);
            // A scale and a shift after a normalisation are part of its own.
            _pairs.Add((layer, node, Absorbed("Mul"), Absorbed("Add")));

            LightNode? Absorbed(string op)
            {
                if (!nodes.TryPeek(out LightNode? next) || next.Op != op || !graph.IsWeight(next.Inputs[1])) return null;
                Assert.Equal("BatchNorm2d", layer.Kind);
                AssertShape(layer, next);
                return nodes.Dequeue();
            }
        }

        Assert.Empty(nodes);
    }

    /// <summary>Gives the network the graph's weights: constant ones, or random ones.</summary>
    public void Write(bool filled)
    {
        foreach ((LayerInfo layer, LightNode node, LightNode? scale, LightNode? shift) in _pairs)
        {
            string[] roles = node.Op == "BatchNormalization" ? ["weight", "bias", "running_mean", "running_var"] : ["weight", "bias"];
            string[] weights = [.. node.Inputs.Skip(1).Where(_ => node.Op is "Conv" or "Gemm" or "BatchNormalization")];
            for (int i = 0; i < weights.Length; i++) _graph.Write(weights[i], Tensor($"{layer.Name}.{roles[i]}"), filled);
            if (scale is null || shift is null) continue;
            Span<float> weight = Tensor($"{layer.Name}.weight"), bias = Tensor($"{layer.Name}.bias");
            float[] by = new float[weight.Length], plus = new float[weight.Length];
            _graph.Write(scale.Inputs[1], by, filled);
            _graph.Write(shift.Inputs[1], plus, filled);
            for (int c = 0; c < weight.Length; c++) (weight[c], bias[c]) = (weight[c] * by[c], (float)((double)bias[c] * by[c] + plus[c]));
        }
    }

    public double[] Forward() => [.. _instance.Network.Forward(_graph.Input).Select(value => (double)value)];

    private Span<float> Tensor(string name)
    {
        ParameterInfo info = _instance.Info(name);
        return (info.Trainable ? _instance.Network.Parameters : _instance.Network.Buffers).Slice(info.Offset, info.Length);
    }

    private static void AssertShape(LayerInfo layer, LightNode node)
    {
        int[] shape = layer.Output.IsVector ? [layer.Output.Channels] : [layer.Output.Channels, layer.Output.Height, layer.Output.Width];
        Assert.True(shape.SequenceEqual(node.Output), $"{layer.Name} has {layer.Output}, and its node {node.Op} {string.Join('×', node.Output)}.");
    }
}
