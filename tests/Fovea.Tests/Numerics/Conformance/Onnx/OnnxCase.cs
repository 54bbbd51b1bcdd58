using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>A graph of ONNX's backend tests with its inputs and what must come out: a folder with a <c>case.json</c>.</summary>
internal sealed class OnnxCase
{
    private readonly string _directory;

    private OnnxCase(string directory)
    {
        _directory = directory;
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "case.json")))!;
        Name = json["name"]!.GetValue<string>();
        Op = json["op"]!.GetValue<string>();
        Opset = json["opset"]?["ai.onnx"]?.GetValue<int>() ?? 0;
        Relative = json["rtol"]!.GetValue<double>();
        Absolute = json["atol"]!.GetValue<double>();
        Nodes = [.. json["nodes"]!.AsArray().Select(node => Parse(node!.AsObject()))];
        Inputs = Load(json["inputs"]!);
        Outputs = Load(json["outputs"]!);
    }

    public string Name { get; }

    /// <summary>The operator that the case is for.</summary>
    public string Op { get; }

    /// <summary>Which version of the operators.</summary>
    public int Opset { get; }

    public double Relative { get; }

    public double Absolute { get; }

    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>Images and parameters: ONNX tells them apart by their use only.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Inputs { get; }

    public IReadOnlyDictionary<string, OnnxTensor> Outputs { get; }

    /// <summary>Where the cases are: <c>FOVEA_CONFORMANCE_ONNX</c> or its folder <c>onnx-node</c>, by default beside the repository. Null where there are none.</summary>
    public static string? Directory { get; } = OnnxFolder.Named("onnx-node");

    private static readonly IReadOnlyDictionary<string, string> Folders = Directory is null
        ? new Dictionary<string, string>()
        : System.IO.Directory.GetFiles(Directory, "case.json", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).ToDictionary(folder => Path.GetRelativePath(Directory, folder));

    public static IReadOnlyList<string> Names { get; } = [.. Folders.Keys.Order(StringComparer.Ordinal)];

    public static OnnxCase Read(string name) => new(Folders[name]);

    public override string ToString() => Name;

    private OnnxNode Parse(JsonObject json)
    {
        var attributes = new JsonObject();
        Tensor? constant = null;
        foreach (JsonNode? attribute in json["attributes"]!.AsArray())
        {
            if (attribute!["type"]!.GetValue<string>() == "TENSOR") constant = Load(attribute["value"]!.AsObject()).Value;
            else attributes.Add(attribute["name"]!.GetValue<string>(), attribute["value"]?.DeepClone());
        }

        return new(json["op"]!.GetValue<string>(), Names("inputs"), Names("outputs"), new(attributes)) { Constant = constant };

        string[] Names(string list) => [.. json[list]!.AsArray().Select(name => name!.GetValue<string>())];
    }

    private Dictionary<string, OnnxTensor> Load(JsonNode entries) => entries.AsArray().ToDictionary(entry => entry!["name"]!.GetValue<string>(), entry => Load(entry!.AsObject()));

    private OnnxTensor Load(JsonObject entry)
    {
        int[] shape = [.. entry["shape"]!.AsArray().Select(size => size!.GetValue<int>())];
        string type = entry["dtype"]!.GetValue<string>();
        if (entry["data"] is JsonArray data) return new(type, new Tensor(shape, data.Select(number => number!.GetValue<double>())), false);
        byte[] bytes = File.ReadAllBytes(Path.Combine(_directory, entry["file"]!.GetValue<string>()));
        // Numbers of other types are never looked at.
        Tensor? value = type switch
        {
            "float32" => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), shape),
            "int64" => new Tensor(shape, MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(number => (double)number)),
            "bool" => new Tensor(shape, bytes.Select(number => (double)number)),
            _ => null,
        };
        return new(type, value, entry["role"]?.GetValue<string>() == "initializer");
    }
}

/// <summary>A tensor of a case.</summary>
/// <param name="Type">Of its numbers: <c>float32</c>.</param>
/// <param name="Value">The numbers, if they are of a type that networks meet.</param>
/// <param name="IsInitializer">Whether it belongs to the graph.</param>
internal sealed record OnnxTensor(string Type, Tensor? Value, bool IsInitializer);

/// <summary>One operator of a graph. Inputs left out have an empty name.</summary>
internal sealed record OnnxNode(string Op, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, NodeAttributes Attributes)
{
    /// <summary>A constant's numbers.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>Whether this input is there.</summary>
    public bool Takes(int input) => input < Inputs.Count && Inputs[input].Length > 0;

    /// <summary>Whether this output is there.</summary>
    public bool Gives(int output) => output < Outputs.Count && Outputs[output].Length > 0;
}
