using System.Globalization;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Layers;
using Fovea.Generators.Losses;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Graphs;

/// <summary>NetworkDeclaration → NetworkGraph: shapes, parameters, receptive fields, costs, problems.</summary>
internal sealed class GraphBuilder
{
    // Indices into an arena of sixteen lanes are 32-bit.
    private const long LargestTensor = int.MaxValue / 16;

    private readonly NetworkDeclaration _declaration;
    private readonly List<Node> _nodes = [];
    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, int> _positions = [];
    private readonly HashSet<string> _names = [];
    private Shape? _networkInput;
    private Shape? _shape;
    private LossNode? _loss;
    private long _parameters, _buffers;
    private bool _incomplete;

    private GraphBuilder(NetworkDeclaration declaration) => _declaration = declaration;

    public static NetworkGraph Build(NetworkDeclaration declaration)
    {
        var builder = new GraphBuilder(declaration);
        builder._problems.AddRange(declaration.Problems);
        if (!declaration.Problems.Any(problem => problem.Site == ProblemSite.Class)) builder.Run();

        bool hasErrors = builder._incomplete || builder._problems.Any(problem => problem.Id[3] < '2');
        var graph = new NetworkGraph(
            declaration.Type, builder._networkInput, builder._nodes.ToEquatableArray(), builder._loss, builder._problems.ToEquatableArray(), hasErrors);
        // A network that is wrong is not also unwise.
        return hasErrors ? graph : graph with { Problems = graph.Problems.Concat(Lints.Check(graph)).ToEquatableArray() };
    }

    private void Run()
    {
        for (int i = 0; i < _declaration.Attributes.Count; i++)
        {
            AttributeDeclaration attribute = _declaration.Attributes[i];
            ArgumentReader arguments = Reader(i, attribute);
            if (attribute.Kind == "?") Unknown();
            else if (attribute.Kind == "Network") ReadInput(arguments);
            else if (attribute.Kind == "Expect") Expect(i, attribute, arguments);
            else if (LossCatalog.Find(attribute.Kind) is { } loss) AddLoss(i, loss, arguments);
            else if (LayerCatalog.Find(attribute.Kind) is { } kind) AddLayer(i, kind, arguments);
        }
        if (_nodes.Count == 0 && !_incomplete && _problems.Count == 0)
        {
            Report(Descriptors.NoLayers, ProblemSite.Class, $"Network '{_declaration.Type.Name}' has no layers: put some under [Network], such as [Flatten, Linear(10)].");
        }
    }

    private void ReadInput(ArgumentReader arguments)
    {
        if (arguments.Has("features"))
        {
            int features = arguments.Positive("features");
            _networkInput = arguments.Failed ? null : Shape.Vector(features);
        }
        else
        {
            int channels = arguments.Positive("channels"), height = arguments.Positive("height"), width = arguments.Positive("width");
            _networkInput = arguments.Failed ? null : Shape.Image(channels, height, width);
        }
        _shape = _networkInput;
        _incomplete |= arguments.Failed;
        if (_networkInput is not null && TooLarge(_networkInput)) ReportSize(0, "Network: the input", _networkInput);
    }

    private void AddLayer(int index, LayerKind kind, ArgumentReader arguments)
    {
        Layer? layer = kind.Read(arguments);
        string name = Name(index, arguments, layer?.Prefix ?? kind.Name.ToLowerInvariant());
        if (_loss is not null) Report(Descriptors.LossNotLast, _loss.Site, $"{_loss.Loss.Kind}: layers follow it. A loss stands last.");
        if (layer is null || arguments.Failed) Unknown();
        if (_shape is null || layer is null) return;

        ReceptiveField field = _nodes.Count == 0 ? ReceptiveField.Input : _nodes[_nodes.Count - 1].Field;
        var inference = new Inference(kind.Name, name, new EquatableArray<Shape>([_shape]), field, _networkInput!, (descriptor, argument, message, fix) =>
            Report(descriptor, new ProblemSite(index, argument), message, fix));
        layer.Infer(inference);
        if (inference.Output is null)
        {
            Unknown();
            return;
        }
        if (TooLarge(inference.Output)) ReportSize(index, $"{kind.Name} '{name}': its output", inference.Output);
        else AddNode(index, name, layer, inference);
    }

    private void AddNode(int index, string name, Layer layer, Inference inference)
    {
        var tensors = new List<Tensor>();
        foreach (PendingTensor tensor in inference.Tensors)
        {
            long length = tensor.Dimensions.Aggregate(1L, (product, size) => Math.Min(product * size, long.MaxValue / int.MaxValue));
            long offset = tensor.Trainable ? _parameters : _buffers;
            if (offset + length > LargestTensor)
            {
                Report(Descriptors.TooLarge, new ProblemSite(index, null), $"{layer.Kind} '{name}': with its {tensor.Name} of {Text(length)} numbers the network has {Text(offset + length)}, and at most {Text(LargestTensor)} can be indexed.");
                Unknown();
                return;
            }
            tensors.Add(new Tensor(tensor.Name, $"{name}.{tensor.Name}", tensor.Dimensions.ToEquatableArray(), tensor.DimensionNames.ToEquatableArray(), tensor.Initialization, tensor.Trainable, (int)offset));
            if (tensor.Trainable) _parameters += length;
            else _buffers += length;
        }
        _nodes.Add(new Node(
            _nodes.Count, name, layer, new EquatableArray<int>([_nodes.Count - 1]), inference.Inputs, inference.Output!, tensors.ToEquatableArray(),
            inference.MultiplyAdds, inference.Field, new ProblemSite(index, null)));
        _shape = inference.Output;
    }

    private void AddLoss(int index, LossKind kind, ArgumentReader arguments)
    {
        var site = new ProblemSite(index, null);
        if (_loss is not null)
        {
            Report(Descriptors.LossNotLast, site, $"{kind.Name}: the network already has {_loss.Loss.Kind}. A network has one loss at most.");
            return;
        }
        Loss? loss = kind.Read(arguments);
        if (loss is null || arguments.Failed) _incomplete = true;
        if (loss is null) return;
        if (_shape is null)
        {
            _loss = new LossNode(loss, 0, site);
            return;
        }
        if (loss.Check(_shape) is { } problem)
        {
            Report(Descriptors.LossDoesNotFit, problem.Argument is null ? site : new ProblemSite(index, problem.Argument), $"{kind.Name}: {problem.Message}");
        }
        _loss = new LossNode(loss, loss.TargetLength(_shape), site);
    }

    private void Expect(int index, AttributeDeclaration attribute, ArgumentReader arguments)
    {
        bool vector = arguments.Has("features");
        Shape expected = vector
            ? Shape.Vector(arguments.Positive("features"))
            : Shape.Image(arguments.Positive("channels"), arguments.Positive("height"), arguments.Positive("width"));
        if (arguments.Failed) _incomplete = true;
        if (arguments.Failed || _shape is null || !_shape.IsConstant || expected == _shape) return;
        string? argument =
            vector != _shape.IsVector ? null
            : vector ? "features"
            : expected.Channels != _shape.Channels ? "channels"
            : expected.Height != _shape.Height ? "height" : "width";
        string arithmetic = expected.Length == _shape.Length && vector ? $" It is an image of as many numbers: put Flatten before Expect, or expect {_shape}." : "";
        Report(Descriptors.ExpectationFails, new ProblemSite(index, argument), $"Expect: {expected} is expected here, and the shape is {_shape}.{arithmetic}",
            new FixHint("expect", _shape.IsVector ? _shape.Channels.ToString(CultureInfo.InvariantCulture) : $"{_shape.Channels}, {_shape.Height}, {_shape.Width}"));
    }

    // "conv" and its position among that kind, named ones counted too.
    private string Name(int index, ArgumentReader arguments, string prefix)
    {
        _positions[prefix] = _positions.TryGetValue(prefix, out int position) ? position + 1 : 1;
        string? given = arguments.Text("Name");
        string name = given ?? prefix + _positions[prefix].ToString(CultureInfo.InvariantCulture);
        if (given is { } && (given.Length == 0 || given == "input" || given.Any(char.IsWhiteSpace)))
        {
            arguments.Report(Descriptors.ArgumentOutOfRange, "Name", $"{arguments.Kind}: '{given}' is no name for a layer. Use one that is not empty, has no blanks, and is not \"input\".");
        }
        else if (!_names.Add(name))
        {
            arguments.Report(Descriptors.DuplicateName, given is null ? null : "Name", $"{arguments.Kind} '{name}': another layer has this name. Give one of them a Name of its own.");
        }
        return name;
    }

    private void Unknown()
    {
        _shape = null;
        _incomplete = true;
    }

    private static bool TooLarge(Shape shape) => shape.IsConstant && shape.Length.Value > LargestTensor;

    private void ReportSize(int index, string what, Shape shape)
    {
        Report(Descriptors.TooLarge, new ProblemSite(index, null), $"{what} of {shape} holds {shape.Length} numbers, and at most {Text(LargestTensor)} can be indexed.");
        Unknown();
    }

    private ArgumentReader Reader(int index, AttributeDeclaration attribute) =>
        new(attribute, _ => null, (descriptor, argument, message, fix) =>
            Report(descriptor, new ProblemSite(index, argument), message.StartsWith(attribute.Kind, StringComparison.Ordinal) ? message : $"{attribute.Kind}: {message}", fix));

    private void Report(DiagnosticDescriptor descriptor, ProblemSite site, string message, params FixHint[] fix)
    {
        _problems.Add(new Problem(descriptor.Id, site, message, fix.ToEquatableArray()));
    }

    private static string Text(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
