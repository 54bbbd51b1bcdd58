using System.Globalization;
using System.Xml;
using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Layers;
using Fovea.Generators.Losses;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Graphs;

/// <summary>NetworkDeclaration → NetworkGraph: shapes, parameters, receptive fields, costs, problems.</summary>
internal sealed partial class GraphBuilder
{
    // Indices into an arena of sixteen lanes are 32-bit.
    private const long LargestTensor = int.MaxValue / 16;

    // Weights have no lanes; their bytes must fit a span.
    private const long MostWeights = int.MaxValue / sizeof(float);

    // Blocks in blocks multiply: a declaration of a few lines must not become a graph that never ends.
    private const int MostNodes = 20_000;

    // By the attribute's enumeration.
    private static readonly Winograd[] Winograds = [Winograd.Auto, Winograd.F4x4, Winograd.Never];

    private readonly NetworkDeclaration _declaration;
    private readonly List<Node> _nodes = [];
    private readonly List<Problem> _problems = [];
    private readonly List<string> _lostTensors = [];
    private Shape? _networkInput;
    private Winograd _winograd;
    private LossNode? _loss;
    private long _parameters, _buffers;
    private Size _arena;
    private bool _incomplete;

    private GraphBuilder(NetworkDeclaration declaration) => _declaration = declaration;

    /// <summary>A network's graph.</summary>
    public static NetworkGraph Build(NetworkDeclaration declaration)
    {
        var builder = new GraphBuilder(declaration);
        NetworkGraph graph = builder.Build(new Scope(declaration, "", -1, Given.Nothing, use: null, frozen: false));
        // A network that is wrong is not also unwise.
        return graph.HasErrors ? graph : graph with { Problems = graph.Problems.Concat(Lints.Check(graph)).Distinct().ToEquatableArray() };
    }

    /// <summary>What is wrong with a block whatever uses it: its shapes are unknown, its arguments and names are not.</summary>
    public static EquatableArray<Problem> CheckBlock(NetworkDeclaration declaration)
    {
        var builder = new GraphBuilder(declaration);
        var anything = new Given(1, 1, 1, 1, 0, 1);
        return builder.Build(new Scope(declaration, "", Scope.Unknown, anything, use: null, frozen: false)).Problems;
    }

    private NetworkGraph Build(Scope scope)
    {
        _problems.AddRange(_declaration.Problems);
        if (!_declaration.Problems.Any(problem => problem.Site == ProblemSite.Class)) Run(scope);
        if (_problems.Count == 0 && _declaration.Attributes.All(attribute => attribute.Kind is "Network" or "Block" or "Expect" || LossCatalog.Find(attribute.Kind) is not null))
        {
            Report(scope, Descriptors.NoLayers, ProblemSite.Class, $"{(_declaration.IsBlock ? "Block" : "Network")} '{_declaration.Type.Name}' has no layers: put some under [{(_declaration.IsBlock ? "Block" : "Network")}], such as [Flatten, Linear(10)].");
        }
        bool hasErrors = _incomplete || _problems.Any(problem => problem.Id[3] < '2');
        return new NetworkGraph(_declaration.Type, _networkInput, _nodes.ToEquatableArray(), _loss, _problems.Distinct().ToEquatableArray(), hasErrors, scope.Current, CompiledDeclaration.Format(_declaration))
        {
            LostTensors = _lostTensors.Distinct().ToEquatableArray(),
            Winograd = _winograd,
        };
    }

    private void Run(Scope scope)
    {
        for (int i = 0; i < scope.Declaration.Attributes.Count; i++)
        {
            AttributeDeclaration attribute = scope.Declaration.Attributes[i];
            ArgumentReader arguments = Reader(scope, i, attribute);
            switch (attribute.Kind)
            {
                case "Network" when scope.Use is null: ReadInput(scope, arguments); break;
                case "Network" or "Block" or "CompiledDeclaration": break;
                case "Expect": Expect(scope, i, arguments); break;
                case "From": From(scope, i, arguments); break;
                case "Use": AddUse(scope, i, attribute, arguments); break;
                case "Residual": AddResidual(scope, i, attribute, arguments); break;
                default:
                    if (LossCatalog.Find(attribute.Kind) is { } loss) AddLoss(scope, i, loss, arguments);
                    else if (LayerCatalog.Find(attribute.Kind) is { } kind) AddLayer(scope, i, kind, arguments);
                    else Lose(scope);
                    break;
            }
        }
        if (scope.Use is null && !_incomplete) WarnOfUnusedNames(scope);
    }

    private void ReadInput(Scope scope, ArgumentReader arguments)
    {
        if (arguments.Has("features"))
        {
            int features = arguments.Positive("features");
            _networkInput = arguments.Failed ? null : Shape.Vector(features);
        }
        else
        {
            int channels = arguments.Positive("channels");
            (Size height, Size width) = ReadSize(arguments);
            _networkInput = arguments.Failed ? null : Shape.Image(channels, height, width);
        }
        _winograd = Winograds[Math.Min(arguments.Integer("Winograd", 0, 0), Winograds.Length - 1)];
        if (arguments.Failed) Lose(scope);
        if (_networkInput is not null && TooLarge(_networkInput)) ReportSize(scope, 0, "Network: the input", _networkInput);
    }

    private static (Size Height, Size Width) ReadSize(ArgumentReader arguments)
    {
        bool anyHeight = arguments.Is("height", Reserved.DimAny), anyWidth = arguments.Is("width", Reserved.DimAny);
        if (anyHeight && anyWidth) return (Size.Height, Size.Width);
        if (anyHeight || anyWidth)
        {
            arguments.Report(Descriptors.ReservedConstant, anyHeight ? "height" : "width", "Dim.Any leaves height and width to run time together, not one of them.");
            return (1, 1);
        }
        return (arguments.Positive("height"), arguments.Positive("width"));
    }

    private void AddLayer(Scope scope, int index, LayerKind kind, ArgumentReader arguments)
    {
        ReportLayersAfterLoss(scope);
        Layer? layer = kind.Read(arguments);
        string name = Name(scope, index, arguments, layer?.Prefix ?? kind.Name.ToLowerInvariant());
        List<int>? inputs = layer is null ? null : Inputs(scope, arguments, layer);
        if (layer is null || inputs is null || arguments.Failed)
        {
            Lose(scope, name, layer);
            return;
        }
        Add(scope, index, name, layer, inputs);
    }

    /// <summary>Adds a node after <paramref name="inputs"/>; its output is then the current value, and the name's.</summary>
    private void Add(Scope scope, int index, string name, Layer layer, List<int> inputs)
    {
        if (scope.IsFrozen) layer = layer.Freeze();
        if (inputs.Contains(Scope.Unknown) || _networkInput is null)
        {
            Lose(scope, name, layer);
            return;
        }
        if (_nodes.Count >= MostNodes)
        {
            Report(scope, Descriptors.TooLarge, new ProblemSite(index, null), $"the network has more than {Text(MostNodes)} layers, blocks and repeats included.");
            Lose(scope, name);
            return;
        }
        var inference = new Inference(
            layer.Kind, scope.Prefix + name, inputs.Select(ShapeOf).ToEquatableArray(), inputs.Select(FieldOf).Aggregate(ReceptiveField.Union), _networkInput,
            (descriptor, argument, message, fix) => Report(scope, descriptor, new ProblemSite(index, argument), message, fix))
        {
            InputLayers = inputs.Select(input => input < 0 ? null : _nodes[input]).ToArray(),
            Onwards = scope.Declaration.Attributes.Skip(index),
        };
        layer.Infer(inference);
        if (inference.Output is null || !Tensors(scope, index, name, layer, inference, out EquatableArray<Tensor> tensors))
        {
            Lose(scope, name, layer);
            return;
        }
        if (TooLarge(inference.Output))
        {
            ReportSize(scope, index, $"{layer.Kind} '{name}': its output", inference.Output);
            scope.Outputs[name] = Scope.Unknown;
            return;
        }
        var node = new Node(
            _nodes.Count, scope.Prefix + name, layer, inputs.ToEquatableArray(), inference.Inputs, inference.Output, tensors,
            inference.MultiplyAdds, inference.Field, scope.Use ?? new ProblemSite(index, null))
        {
            Requirements = inference.Requirements.ToEquatableArray(),
        };
        // In training every value, its gradient and what the layer keeps lie in one arena.
        _arena += node.Output.Length + node.Output.Length + layer.Saved(node);
        if (_arena.IsConstant && _arena.Value > LargestTensor)
        {
            Report(scope, Descriptors.TooLarge, new ProblemSite(index, null), $"{layer.Kind} '{name}': with its output of {inference.Output} the network keeps {Text(_arena.Value)} numbers of an image while it trains, and at most {Text(LargestTensor)} can be indexed.");
            Lose(scope, name);
            return;
        }
        _nodes.Add(node);
        scope.Current = scope.Outputs[name] = _nodes.Count - 1;
    }

    private bool Tensors(Scope scope, int index, string name, Layer layer, Inference inference, out EquatableArray<Tensor> tensors)
    {
        var list = new List<Tensor>();
        tensors = EquatableArray<Tensor>.Empty;
        foreach (PendingTensor tensor in inference.Tensors)
        {
            bool trainable = tensor.Trainable && !scope.IsFrozen;
            long length = tensor.Dimensions.Aggregate((Size)1, (product, size) => product * size).Value;
            long offset = trainable ? _parameters : _buffers;
            if (offset + length > MostWeights)
            {
                Report(scope, Descriptors.TooLarge, new ProblemSite(index, null), $"{layer.Kind} '{name}': with its {tensor.Name} of {Text(length)} numbers the network has {Text(offset + length)}, and at most {Text(MostWeights)} can be indexed.");
                return false;
            }
            list.Add(new Tensor(tensor.Name, $"{scope.Prefix}{name}.{tensor.Name}", tensor.Dimensions.ToEquatableArray(), tensor.DimensionNames.ToEquatableArray(), tensor.Initialization, trainable, (int)offset));
            if (trainable) _parameters += length;
            else _buffers += length;
        }
        tensors = list.ToEquatableArray();
        return true;
    }

    // The current value and those that the layer names, in the layer's order; null if a name is wrong.
    private List<int>? Inputs(Scope scope, ArgumentReader arguments, Layer layer)
    {
        var named = new List<int>();
        foreach (string reference in layer.References)
        {
            if (Resolve(scope, arguments, reference, "names") is not { } value) return null;
            named.Add(value);
        }
        return layer.CurrentComesLast ? [.. named, scope.Current] : [scope.Current, .. named];
    }

    private void From(Scope scope, int index, ArgumentReader arguments)
    {
        ReportLayersAfterLoss(scope);
        if (arguments.Text("name") is { } name && Resolve(scope, arguments, name, "name") is { } value) scope.Current = value;
        else Lose(scope);
    }

    private static int? Resolve(Scope scope, ArgumentReader arguments, string name, string argument)
    {
        scope.Read.Add(name);
        if (name == "input") return scope.Input;
        if (scope.Outputs.TryGetValue(name, out int value)) return value;
        string known = scope.Outputs.Count == 0 ? "\"input\"" : string.Join(", ", scope.Outputs.Keys.Reverse().Take(5).Reverse().Prepend("input").Select(known => $"\"{known}\""));
        bool later = scope.Declaration.Attributes.Any(attribute => attribute["Name"] is TextValue text && text.Value == name);
        arguments.Report(Descriptors.UnknownName, argument, later
            ? $"{arguments.Kind}: '{name}' comes later. A layer can only read what is before it."
            : $"{arguments.Kind}: there is no layer '{name}' before it. There are {known}.");
        return null;
    }

    private void AddLoss(Scope scope, int index, LossKind kind, ArgumentReader arguments)
    {
        // A network inside another leaves its loss behind.
        if (scope.Use is not null) return;
        var site = new ProblemSite(index, null);
        if (_loss is not null)
        {
            Report(scope, Descriptors.LossNotLast, site, $"{kind.Name}: the network already has {_loss.Loss.Kind}. A network has one loss at most.");
            return;
        }
        Loss? loss = kind.Read(arguments);
        if (loss is null || arguments.Failed) _incomplete = true;
        if (loss is null) return;
        if (scope.Current == Scope.Unknown || _networkInput is null)
        {
            _loss = new LossNode(loss, 0, site);
            return;
        }
        Shape shape = ShapeOf(scope.Current);
        if (loss.Check(shape) is { } problem)
        {
            Report(scope, Descriptors.LossDoesNotFit, problem.Argument is null ? site : new ProblemSite(index, problem.Argument), $"{kind.Name}: {problem.Message}");
        }
        _loss = new LossNode(loss, loss.TargetSize(shape), site);
    }

    private void ReportLayersAfterLoss(Scope scope)
    {
        if (_loss is not null && scope.Use is null) Report(scope, Descriptors.LossNotLast, _loss.Site, $"{_loss.Loss.Kind}: layers follow it. A loss stands last.");
    }

    private void Expect(Scope scope, int index, ArgumentReader arguments)
    {
        bool vector = arguments.Has("features");
        Shape expected;
        if (vector)
        {
            expected = Shape.Vector(arguments.Positive("features"));
        }
        else
        {
            int channels = arguments.Positive("channels");
            (Size height, Size width) = ReadSize(arguments);
            expected = Shape.Image(channels, height, width);
        }
        if (arguments.Failed) _incomplete = true;
        if (arguments.Failed || scope.Current == Scope.Unknown || _networkInput is null) return;
        Shape shape = ShapeOf(scope.Current);
        // A size left to run time is expected by writing Dim.Any, whatever its formula.
        bool sizes = expected.IsConstant && shape.IsConstant ? expected.Height == shape.Height && expected.Width == shape.Width : expected.IsConstant == shape.IsConstant;
        if (expected.IsVector == shape.IsVector && expected.Channels == shape.Channels && sizes) return;
        string? argument =
            vector != shape.IsVector ? null
            : vector ? "features"
            : expected.Channels != shape.Channels ? "channels"
            : expected.Height != shape.Height ? "height" : "width";
        string arithmetic = vector && !shape.IsVector && expected.Length == shape.Length ? $" It is an image of as many numbers: put Flatten before Expect, or expect {shape}." : "";
        string actual = shape.IsVector ? Text(shape.Channels, "0") : $"{Text(shape.Channels, "0")}, {(shape.Height.IsConstant ? shape.Height : "Dim.Any")}, {(shape.Width.IsConstant ? shape.Width : "Dim.Any")}";
        Report(scope, Descriptors.ExpectationFails, new ProblemSite(index, argument), $"Expect: {expected} is expected here, and the shape is {shape}.{arithmetic}", new FixHint("expect", actual));
    }

    // "conv" and its position among that kind, named ones counted too.
    private static string Name(Scope scope, int index, ArgumentReader arguments, string prefix)
    {
        int position = scope.Count(prefix);
        string? given = arguments.Text("Name");
        string name = given ?? prefix + position.ToString(CultureInfo.InvariantCulture);
        if (given is not null && (given.Length == 0 || given == "input" || given.Any(c => char.IsWhiteSpace(c) || !XmlConvert.IsXmlChar(c))))
        {
            arguments.Report(Descriptors.ArgumentOutOfRange, "Name", $"{arguments.Kind}: '{given}' is no name for a layer. Use one that is not empty, has no blanks or control characters, and is not \"input\".");
        }
        else if (scope.Outputs.ContainsKey(name))
        {
            arguments.Report(Descriptors.DuplicateName, given is null ? null : "Name", $"{arguments.Kind} '{name}': another layer has this name. Give one of them a Name of its own.");
        }
        if (given is not null) scope.Named[name] = index;
        return name;
    }

    private void WarnOfUnusedNames(Scope scope)
    {
        foreach (KeyValuePair<string, int> named in scope.Named)
        {
            bool callsTensors = scope.Declaration.Attributes[named.Value].Body is not null || !scope.Outputs.TryGetValue(named.Key, out int value) || value < 0 || _nodes[value].Tensors.Count > 0;
            if (callsTensors || scope.Read.Contains(named.Key)) continue;
            Report(scope, Descriptors.UnusedName, new ProblemSite(named.Value, "Name"), $"{scope.Declaration.Attributes[named.Value].Kind} '{named.Key}': nothing reads this name, and the layer has no tensors to be called by it. Remove it.");
        }
    }

    // What follows is unknown, and silent.
    private void Lose(Scope scope, string? name = null, Layer? layer = null)
    {
        if (layer is not null) _lostTensors.AddRange(layer.TensorNames.Select(tensor => $"{scope.Prefix}{name}.{tensor}"));
        scope.Current = Scope.Unknown;
        if (name is not null) scope.Outputs[name] = Scope.Unknown;
        if (_networkInput is not null || scope.Use is not null || scope.Input == -1) _incomplete = true;
    }

    private Shape ShapeOf(int value) => value < 0 ? _networkInput! : _nodes[value].Output;

    private ReceptiveField FieldOf(int value) => value < 0 ? ReceptiveField.Input : _nodes[value].Field;

    private static bool TooLarge(Shape shape) => shape.IsConstant && shape.Length.Value > LargestTensor;

    private void ReportSize(Scope scope, int index, string what, Shape shape)
    {
        Report(scope, Descriptors.TooLarge, new ProblemSite(index, null), $"{what} of {shape} holds {Text(shape.Length.Value)} numbers, and at most {Text(LargestTensor)} can be indexed.");
        Lose(scope);
    }

    private ArgumentReader Reader(Scope scope, int index, AttributeDeclaration attribute) =>
        new(attribute, reserved => scope.Given[reserved], (descriptor, argument, message, fix, fromUse) =>
        {
            // What is wrong with a block's own text is reported at the block, not at every use.
            _incomplete = true;
            if (scope.Use is null || fromUse) Report(scope, descriptor, new ProblemSite(index, argument), message.StartsWith(attribute.Kind, StringComparison.Ordinal) ? message : $"{attribute.Kind}: {message}", fix);
        });

    private void Report(Scope scope, DiagnosticDescriptor descriptor, ProblemSite site, string message, params FixHint[] fix)
    {
        // Inside a block: at the use that led there, with the block's attribute beside it.
        Problem problem = scope.Use is { } use
            ? new Problem(descriptor.Id, use with { Within = scope.Declaration.Type.MetadataName, WithinAttribute = site.Attribute }, $"In {scope.Declaration.Type.Name}, {message}", EquatableArray<FixHint>.Empty)
            : new Problem(descriptor.Id, site, message, fix.ToEquatableArray());
        _problems.Add(problem);
    }

    private static string Text(long value, string format = "#,0") => value.ToString(format, CultureInfo.InvariantCulture);
}
