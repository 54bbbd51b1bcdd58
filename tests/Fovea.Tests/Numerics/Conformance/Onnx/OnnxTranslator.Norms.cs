namespace Fovea.Tests.Numerics;

/// <summary>Normalisation.</summary>
internal sealed partial class OnnxTranslator
{
    private string BatchNormalization(OnnxNode node)
    {
        NodeAttributes a = node.Attributes;
        string x = Value(node.Inputs[0]);
        if (a.Int("spatial", 1) == 0) throw new InexpressibleException("BatchNormalization of each pixel by itself.");
        Tensor scale = Parameter(node, 1), bias = Parameter(node, 2), mean = Parameter(node, 3), variance = Parameter(node, 4);
        (string, Tensor)[] tensors = [("weight", scale), ("bias", bias), ("running_mean", mean), ("running_var", variance)];
        bool training = _case.Opset >= 14 ? a.Int("training_mode", 0) != 0 : _case.Opset < 7 && a.Int("is_test", 0) == 0;
        double kept = a.Double("momentum", 0.9), eps = Epsilon(node);
        if (!training) return Add(x, "batch_norm", new { eps, momentum = 1 - kept, training = false }, tensors);

        _training = true;
        string y = Add(x, "batch_norm", new { eps, momentum = 1 - kept }, tensors);
        if (!node.Gives(2)) return y;
        (_values[node.Outputs[1]], _values[node.Outputs[2]]) = ($"{y}.running_mean", $"{y}.running_var");
        // ONNX stores the variance over n, PyTorch that over n − 1.
        double count = _inputs.Values.First().N * Graph.Shape(x).Skip(1).Aggregate(1.0, (product, size) => product * size);
        if (_case.Outputs.TryGetValue(node.Outputs[2], out OnnxTensor? stored))
        {
            _expected[node.Outputs[2]] = new Tensor(
                variance.Shape, stored.Value!.Data.Zip(variance.Data, (after, before) => kept * before + (after - kept * before) * count / (count - 1)));
        }

        return y;
    }

    private string InstanceNormalization(OnnxNode node) =>
        Add(Image(node), "instance_norm", new { eps = Epsilon(node), affine = true }, ("weight", Parameter(node, 1)), ("bias", Parameter(node, 2)));

    private string LayerNormalization(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        int[] shape = Graph.Shape(x);
        int axis = node.Attributes.Int("axis", -1);
        if (axis < 0) axis += shape.Length + 1;
        if (axis != 1) throw new InexpressibleException(axis == 0 ? "LayerNormalization over the batch." : "LayerNormalization over part of an image.");
        Tensor bias = node.Takes(2) ? Parameter(node, 2) : new Tensor(shape);
        return Add(x, "layer_norm", new { eps = Epsilon(node) }, ("weight", Parameter(node, 1)), ("bias", bias));
    }

    private string GroupNormalization(OnnxNode node)
    {
        string x = Image(node);
        int groups = node.Attributes.Int("num_groups"), channels = Graph.Shape(x)[0];
        // Until opset 21 a scale and a bias for each group.
        return Add(x, "group_norm", new { groups, eps = Epsilon(node) }, ("weight", Spread(Parameter(node, 1))), ("bias", Spread(Parameter(node, 2))));

        Tensor Spread(Tensor tensor) => _case.Opset >= 21 ? tensor : new([channels], Enumerable.Range(0, channels).Select(c => tensor.Data[c * groups / channels]));
    }

    // Over the batch it is batch normalisation in training mode.
    private string MeanVarianceNormalization(OnnxNode node)
    {
        string x = Image(node);
        int[] axes = node.Attributes.Has("axes") ? [.. node.Attributes.Ints("axes").Select(axis => axis < 0 ? axis + 4 : axis).Order()] : [0, 2, 3];
        const double eps = 1e-9;
        switch (axes)
        {
            case [0, 2, 3]:
                _training = true;
                int channels = Graph.Shape(x)[0];
                return Add(x, "batch_norm", new { eps, affine = false }, ("running_mean", new Tensor(channels)), ("running_var", new Tensor(channels)));
            case [2, 3]: return Add(x, "instance_norm", new { eps });
            case [1, 2, 3]: return Add(x, "layer_norm", new { eps, affine = false });
            default: throw new InexpressibleException($"MeanVarianceNormalization over axes {string.Join(", ", axes)}.");
        }
    }

    private string LocalResponseNormalization(OnnxNode node)
    {
        NodeAttributes a = node.Attributes;
        int size = a.Int("size");
        // The odd channel is after the middle in ONNX, before it in PyTorch.
        if (size % 2 == 0) throw new InexpressibleException("LRN of an even size.");
        return Add(Image(node), "local_response_norm", new { size, alpha = a.Double("alpha", 1e-4), beta = a.Double("beta", 0.75), k = a.Double("bias", 1) });
    }

    private static double Epsilon(OnnxNode node) => node.Attributes.Double("epsilon", 1e-5);
}
