using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>One operation of a graph, in the words of the conformance cases.</summary>
/// <param name="Id">The name of its output.</param>
/// <param name="Op">What it does: <c>conv2d</c>.</param>
/// <param name="In">The outputs or graph inputs it reads.</param>
/// <param name="Attributes">Its arguments.</param>
/// <param name="Parameters">Tensor names by role: <c>weight</c> → <c>conv1.weight</c>.</param>
/// <param name="Buffers">The same for running statistics.</param>
internal sealed record Node(
    string Id,
    string Op,
    IReadOnlyList<string> In,
    NodeAttributes Attributes,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Buffers);

/// <summary>Operations in an order that they can run in.</summary>
/// <param name="Inputs">Shapes of the inputs, the batch included.</param>
/// <param name="Nodes">The operations.</param>
/// <param name="Output">The node whose output is the graph's.</param>
internal sealed record Graph(IReadOnlyDictionary<string, int[]> Inputs, IReadOnlyList<Node> Nodes, string Output);

/// <summary>Arguments of a node or a loss, as JSON with defaults.</summary>
internal sealed class NodeAttributes(JsonObject json)
{
    // The reference asks for each number it computes.
    private readonly ConcurrentDictionary<string, double[]> _numbers = new();

    public static NodeAttributes Of(object arguments) => new(JsonSerializer.SerializeToNode(arguments)!.AsObject());

    /// <summary>The same without one argument.</summary>
    public NodeAttributes Without(string name)
    {
        var rest = (JsonObject)json.DeepClone();
        rest.Remove(name);
        return new(rest);
    }

    /// <summary>The same with one argument more, or another value of it.</summary>
    public NodeAttributes With(string name, JsonNode value)
    {
        var more = (JsonObject)json.DeepClone();
        more[name] = value;
        return new(more);
    }

    /// <summary>The same with other whole numbers, in lists too.</summary>
    public NodeAttributes Map(Func<int, int> map)
    {
        return new((JsonObject)Visit(json));

        JsonNode Visit(JsonNode node) => node switch
        {
            JsonObject members => new JsonObject(members.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Visit(pair.Value!)))),
            JsonArray items => new JsonArray([.. items.Select(item => Visit(item!))]),
            _ => int.TryParse(node.ToJsonString(), out int number) ? map(number) : node.DeepClone(),
        };
    }

    public bool Has(string name) => json[name] is not null;

    public bool IsText(string name) => json[name]?.GetValueKind() == JsonValueKind.String;

    public string Text(string name, string otherwise) => Has(name) ? json[name]!.GetValue<string>() : otherwise;

    public bool Flag(string name, bool otherwise) => Has(name) ? json[name]!.GetValue<bool>() : otherwise;

    public int Int(string name, int? otherwise = null) => Has(name) ? (int)Doubles(name)[0] : otherwise ?? throw Missing(name);

    public double Double(string name, double? otherwise = null) => Has(name) ? Doubles(name)[0] : otherwise ?? throw Missing(name);

    /// <summary>A list of numbers; a single number is a list of one.</summary>
    public double[] Doubles(string name) => _numbers.GetOrAdd(name, _ => json[name] switch
    {
        JsonArray array => [.. array.Select(item => Number(item!))],
        { } number => [Number(number)],
        null => throw Missing(name),
    });

    /// <summary>A list of integers; a single number is a list of one.</summary>
    public int[] Ints(string name) => [.. Doubles(name).Select(number => (int)number)];

    /// <summary>Height and width; one number stands for both.</summary>
    public (int Y, int X) Pair(string name, int otherwise)
    {
        if (!Has(name)) return (otherwise, otherwise);
        int[] values = Ints(name);
        return values.Length == 1 ? (values[0], values[0]) : (values[0], values[1]);
    }

    public override string ToString() => json.ToJsonString();

    // Values built in memory keep their C# type, parsed ones are elements: text is what both have in common.
    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static KeyNotFoundException Missing(string name) => new($"Attribute '{name}' is missing.");
}
