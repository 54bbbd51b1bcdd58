namespace Fovea.Tests.Numerics;

/// <summary>Activations, softmax, dropout, and what joins outputs.</summary>
internal sealed partial class OnnxTranslator
{
    // Functions of each number by itself.
    private static readonly Dictionary<string, Func<OnnxTranslator, OnnxNode, (string Op, object? Attributes)>> Elementwise = new()
    {
        ["Identity"] = (_, _) => ("identity", null),
        ["Relu"] = (_, _) => ("relu", null),
        ["LeakyRelu"] = (_, node) => ("leaky_relu", new { negative_slope = node.Attributes.Double("alpha", 0.01) }),
        ["Elu"] = (_, node) => ("elu", new { alpha = node.Attributes.Double("alpha", 1) }),
        ["Selu"] = (_, node) => Fixed(node, "selu", ("alpha", 1.6732632, 1.6732632), ("gamma", 1.0507010, 1.0507010)),
        ["HardSigmoid"] = (_, node) => Fixed(node, "hardsigmoid", ("alpha", 0.2, 1 / 6.0), ("beta", 0.5, 0.5)),
        ["Swish"] = (_, node) => Fixed(node, "silu", ("alpha", 1, 1)),
        ["Gelu"] = (_, node) => ("gelu", new { approximate = node.Attributes.Text("approximate", "none") }),
        ["HardSwish"] = (_, _) => ("hardswish", null),
        ["Mish"] = (_, _) => ("mish", null),
        ["Sigmoid"] = (_, _) => ("sigmoid", null),
        ["Tanh"] = (_, _) => ("tanh", null),
        ["Softplus"] = (_, _) => ("softplus", null),
        ["Clip"] = (t, node) => t.Clip(node),
        ["Dropout"] = (t, node) => t.Dropout(node),
    };

    private string Activation(OnnxNode node)
    {
        (string op, object? attributes) = Elementwise[node.Op](this, node);
        return Add(Value(node.Inputs[0]), op, attributes);
    }

    // A layer whose constants cannot be chosen.
    private static (string, object?) Fixed(OnnxNode node, string op, params (string Name, double Default, double Layer)[] constants)
    {
        foreach ((string name, double otherwise, double layer) in constants)
        {
            double value = node.Attributes.Double(name, otherwise);
            if (Math.Abs(value - layer) > 1e-6) throw new InexpressibleException(FormattableString.Invariant($"{node.Op} with {name} {value:G4}: the layer's is {layer:G4}."));
        }

        return (op, null);
    }

    // A bound that is left out is float's own.
    private (string, object?) Clip(OnnxNode node)
    {
        double min = Bound("min", 1, float.MinValue), max = Bound("max", 2, float.MaxValue);
        if (min >= max) throw new InexpressibleException("Clip to an empty range.");
        return (min, max) == (0, 6) ? ("relu6", null) : ("hardtanh", new { min, max });

        double Bound(string name, int input, double otherwise) => node.Takes(input) ? Parameter(node, input).Data[0] : node.Attributes.Double(name, otherwise);
    }

    private string ParametricRectifier(OnnxNode node)
    {
        string x = Value(node.Inputs[0]);
        Tensor slope = Parameter(node, 1);
        int channels = Graph.Shape(x)[0];
        bool each = slope.Data.Length == channels && (slope.Shape.Length == 1 || slope.Shape[^Graph.Shape(x).Length] == channels);
        if (slope.Data.Length != 1 && !each) throw new InexpressibleException($"PRelu with slopes of {slope}.");
        return Add(x, "prelu", new { num_parameters = slope.Data.Length }, ("weight", slope));
    }

    // Until opset 13 over all axes from the given one on.
    private string Softmax(OnnxNode node, string op)
    {
        string x = Value(node.Inputs[0]);
        int[] shape = Graph.Shape(x);
        int axis = node.Attributes.Int("axis", _case.Opset >= 13 ? -1 : 1);
        if (axis < 0) axis += shape.Length + 1;
        if (axis != 1) throw new InexpressibleException(axis == 0 ? $"{node.Op} over the batch." : $"{node.Op} over rows or columns.");
        if (_case.Opset >= 13 || shape.Length == 1) return Add(x, op);
        return Add(Add(Add(x, "flatten"), op), "unflatten", new { shape });
    }

    private (string, object?) Dropout(OnnxNode node)
    {
        if (!node.Takes(2) || Parameter(node, 2).Data[0] == 0) return ("dropout", new { p = node.Attributes.Double("ratio", 0.5), training = false });
        if (!node.Takes(1) || Parameter(node, 1).Data[0] > 0) throw new InexpressibleException("A random mask.");
        _training = true;
        return ("dropout", new { p = 0.0 });
    }

    private string Join(OnnxNode node, string op)
    {
        string[] values = [.. node.Inputs.Select(Value)];
        if (values.Length == 1) return Add(values[0], "identity");
        Graph.Add(op, null, values);
        return Graph.Last;
    }

    private string Concat(OnnxNode node)
    {
        string first = Value(node.Inputs[0]);
        int axis = node.Attributes.Int("axis", 1);
        if (axis < 0) axis += Graph.Shape(first).Length + 1;
        if (axis != 1) throw new InexpressibleException(axis == 0 ? "Concat of batches." : "Concat of rows or columns.");
        return Join(node, "concat");
    }
}
