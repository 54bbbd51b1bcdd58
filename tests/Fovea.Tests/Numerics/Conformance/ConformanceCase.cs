using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Fovea.Tests.Numerics;

/// <summary>A graph with inputs, tensors and what PyTorch made of them: a folder with a <c>case.json</c>.</summary>
internal sealed class ConformanceCase
{
    private readonly string _directory;
    private readonly JsonNode _json;

    private ConformanceCase(string directory)
    {
        _directory = directory;
        _json = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "case.json")))!;
        Name = _json["name"]!.GetValue<string>();
        Family = _json["family"]!.GetValue<string>();
        Relative = _json["tol"]!["rtol"]!.GetValue<double>();
        Absolute = _json["tol"]!["atol"]!.GetValue<double>();
        Inputs = Load(_json["inputs"]);
        Parameters = Load(_json["params"]);
        BuffersBefore = Load(_json["buffers_before"]);
        BuffersAfter = Load(_json["buffers_after"]);
        Gradients = Load(_json["grads"]);
        Targets = Load(_json["targets"]);
        Output = Load(_json["outputs"])["y"];
        LossValue = _json["loss_value"]!.GetValue<double>();
        Graph = new Graph(
            Inputs.ToDictionary(pair => pair.Key, pair => pair.Value.Shape),
            [.. _json["nodes"]!.AsArray().Select(node => Parse(node!))],
            _json["output_node"]!.GetValue<string>());

        var attributes = (JsonObject)_json["loss"]!.DeepClone();
        if (Targets.TryGetValue("class_weight", out Tensor? weights)) attributes["class_weight"] = new JsonArray([.. weights.Data.Select(value => (JsonNode)value)]);
        if (Targets.TryGetValue("pos_weight", out Tensor? positive)) attributes["pos_weight"] = positive.Data.Distinct().Single();
        Loss = new Loss(attributes["type"]!.GetValue<string>(), new NodeAttributes(attributes));
    }

    public string Name { get; }

    public string Family { get; }

    public Graph Graph { get; }

    public Loss Loss { get; }

    public double LossValue { get; }

    public double Relative { get; }

    public double Absolute { get; }

    public IReadOnlyDictionary<string, Tensor> Inputs { get; }

    public IReadOnlyDictionary<string, Tensor> Parameters { get; }

    public IReadOnlyDictionary<string, Tensor> BuffersBefore { get; }

    public IReadOnlyDictionary<string, Tensor> BuffersAfter { get; }

    public IReadOnlyDictionary<string, Tensor> Gradients { get; }

    public IReadOnlyDictionary<string, Tensor> Targets { get; }

    public Tensor Target => Targets.TryGetValue("dy", out Tensor? dy) ? dy : Targets["target"];

    public Tensor Output { get; }

    /// <summary>Parameters and buffers together, as before the run.</summary>
    public Dictionary<string, Tensor> Tensors => Parameters.Concat(BuffersBefore).ToDictionary();

    /// <summary>The optimizer's arguments, where the case has one.</summary>
    public JsonObject? Optimizer => _json["optimizer"]?.AsObject();

    /// <summary>To what norm gradients are clipped before a step, if they are.</summary>
    public double? ClipNorm => Optimizer?["clip_grad_norm"]?.GetValue<double>();

    /// <summary>What the optimizer's steps left behind.</summary>
    public IEnumerable<ConformanceStep> Steps => (_json["steps"] as JsonArray ?? []).Select(step => new ConformanceStep(
        step!["lr"]!.GetValue<double>(),
        step["loss_before_step"]!.GetValue<double>(),
        step["grad_norm_before_clip"]!.GetValue<double>(),
        Load(step["params_after"]).Concat(Load(step["buffers_after"])).ToDictionary()));

    /// <summary>Where the cases are: <c>FOVEA_CONFORMANCE</c>, or beside the repository. Null where there are none.</summary>
    public static string? Directory { get; } = SharedFiles.Locate("FOVEA_CONFORMANCE", Path.Combine("conformance", "pytorch"));

    public static IReadOnlyList<string> Names { get; } = Directory is null
        ? []
        : [.. System.IO.Directory.GetFiles(Directory, "case.json", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal)];

    public static ConformanceCase Read(string name) => new(Path.Combine(Directory!, name));

    public override string ToString() => Name;

    private Dictionary<string, Tensor> Load(JsonNode? entries) => (entries as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => Load(entry.Value!.AsObject()));

    private Tensor Load(JsonObject entry)
    {
        int[] shape = [.. entry["shape"]!.AsArray().Select(size => size!.GetValue<int>())];
        byte[] bytes = File.ReadAllBytes(Path.Combine(_directory, entry["file"]!.GetValue<string>()));
        return entry["dtype"]!.GetValue<string>() switch
        {
            "float32" => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), shape),
            "int64" => new Tensor(shape, MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)),
            string other => throw new NotSupportedException($"Numbers of type {other}."),
        };
    }

    private static Node Parse(JsonNode node) => new(
        node["id"]!.GetValue<string>(),
        node["op"]!.GetValue<string>(),
        [.. node["in"]!.AsArray().Select(name => name!.GetValue<string>())],
        new NodeAttributes((JsonObject)node["attrs"]!.DeepClone()),
        node["params"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()),
        node["buffers"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()));
}

/// <summary>One step of an optimizer: its learning rate, the loss and gradient norm before it, all tensors after it.</summary>
internal sealed record ConformanceStep(double LearningRate, double Loss, double GradientNorm, IReadOnlyDictionary<string, Tensor> TensorsAfter);
