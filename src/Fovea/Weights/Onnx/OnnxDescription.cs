using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>
/// Reads what the compiler wrote of a network: <c>input [N,1,28,28]</c>, <c>output [N,10]</c>, then a line a node, <c>relu1 = Relu(conv1)</c>, with attributes behind it, <c>axis=1</c>.
/// A node reads values, the network's tensors, such a one in other dimensions (<c>prelu1.weight[6,1,1]</c>), constants (<c>f32[2,2]{0.5}</c>, whose numbers come again until they fill it), or nothing.
/// Names are escaped as in addresses. A line that begins with an exclamation mark says why there is no model.
/// </summary>
internal sealed class OnnxDescription
{
    private const int NodeInput = 1, NodeOutput = 2, NodeName = 3, NodeOperator = 4, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeFloat = 2, AttributeInt = 3, AttributeText = 4, AttributeInts = 8, AttributeType = 20;
    private const int FloatAttribute = 1, IntAttribute = 2, TextAttribute = 3, IntsAttribute = 7;
    private const int ValueName = 1, ValueType = 2, TypeTensor = 1, TensorElement = 1, TensorShape = 2, ShapeDimension = 1, DimensionValue = 1, DimensionName = 2, FloatElement = 1;

    private readonly IParameterized _network;
    private readonly OnnxModelGraph _graph;
    private readonly Dictionary<string, ParameterInfo> _tensors;
    private readonly HashSet<string> _added = [];
    private int _constants;

    private OnnxDescription(IParameterized network)
    {
        _network = network;
        _graph = new OnnxModelGraph(network.GetType().Name);
        _tensors = network.ParameterInfos.ToArray().ToDictionary(info => info.Name);
    }

    /// <exception cref="NotSupportedException">ONNX cannot express the network.</exception>
    public static OnnxModelGraph Read(IParameterized network, ReadOnlySpan<byte> description)
    {
        var reader = new OnnxDescription(network);
        foreach (string line in Encoding.UTF8.GetString(description).Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('!')) throw new NotSupportedException(line[2..]);
            if (line.StartsWith("input [", StringComparison.Ordinal)) reader._graph.AddInput(Value(line));
            else if (line.StartsWith("output [", StringComparison.Ordinal)) reader._graph.AddOutput(Value(line));
            else reader._graph.AddNode(reader.Node(line));
        }
        return reader._graph;
    }

    private static ProtobufMessage Value(string line)
    {
        int bracket = line.IndexOf('[', StringComparison.Ordinal);
        var shape = new ProtobufMessage();
        foreach (string size in line[(bracket + 1)..^1].Split(','))
        {
            shape.Add(ShapeDimension, long.TryParse(size, CultureInfo.InvariantCulture, out long value) ? new ProtobufMessage().Add(DimensionValue, value) : new ProtobufMessage().Add(DimensionName, size));
        }
        var tensor = new ProtobufMessage().Add(TensorElement, FloatElement).Add(TensorShape, shape);
        return new ProtobufMessage().Add(ValueName, line[..(bracket - 1)]).Add(ValueType, new ProtobufMessage().Add(TypeTensor, tensor));
    }

    private ProtobufMessage Node(string line)
    {
        int equals = line.IndexOf(" = ", StringComparison.Ordinal), open = line.IndexOf('(', equals), close = line.IndexOf(')', open);
        string[] outputs = [.. line[..equals].Split(", ").Select(Uri.UnescapeDataString)];
        var node = new ProtobufMessage();
        foreach (string operand in line[(open + 1)..close].Split(", ")) node.Add(NodeInput, Operand(operand));
        foreach (string output in outputs) node.Add(NodeOutput, output);
        node.Add(NodeName, outputs[0]).Add(NodeOperator, line[(equals + 3)..open]);
        foreach (string attribute in line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)) node.Add(NodeAttribute, Attribute(attribute));
        return node;
    }

    // The name by which a node reads it; tensors and constants join the graph on the way.
    private string Operand(string text)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal), brace = text.IndexOf('{', StringComparison.Ordinal);
        long[] dimensions = bracket < 0 ? [] : Integers(text[(bracket + 1)..text.IndexOf(']', StringComparison.Ordinal)]);
        if (brace >= 0) return Constant(text[..bracket], dimensions, text[(brace + 1)..^1]);
        string name = Uri.UnescapeDataString(bracket < 0 ? text : text[..bracket]);
        if (_tensors.TryGetValue(name, out ParameterInfo? info) && _added.Add(name))
        {
            _graph.AddTensor(OnnxTensor.Of(_network, info, bracket < 0 ? [.. info.Dimensions.ToArray().Select(dimension => (long)dimension)] : dimensions));
        }
        return name;
    }

    private string Constant(string type, long[] dimensions, string values)
    {
        // No layer's name has a blank.
        string name = $"constant {++_constants}";
        int length = checked((int)dimensions.Aggregate(1L, (product, dimension) => product * dimension));
        if (type == "i64")
        {
            _graph.AddTensor(OnnxTensor.Of(name, dimensions, Integers(values)));
            return name;
        }
        float[] given = [.. values.Split(',').Select(Real)], all = new float[length];
        for (int i = 0; i < length; i++) all[i] = given[i % given.Length];
        _graph.AddTensor(OnnxTensor.Of(name, dimensions, all));
        return name;
    }

    private static ProtobufMessage Attribute(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string value = text[(equals + 1)..];
        var attribute = new ProtobufMessage().Add(AttributeName, text[..equals]);
        if (value[0] == '[')
        {
            foreach (long item in Integers(value[1..^1])) attribute.Add(AttributeInts, item);
            return attribute.Add(AttributeType, IntsAttribute);
        }
        if (char.IsLetter(value[0])) return attribute.Add(AttributeText, value).Add(AttributeType, TextAttribute);
        return value[^1] == 'f'
            ? attribute.Add(AttributeFloat, Real(value[..^1])).Add(AttributeType, FloatAttribute)
            : attribute.Add(AttributeInt, long.Parse(value, CultureInfo.InvariantCulture)).Add(AttributeType, IntAttribute);
    }

    private static long[] Integers(string list) => list.Length == 0 ? [] : [.. list.Split(',').Select(item => long.Parse(item, CultureInfo.InvariantCulture))];

    private static float Real(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
