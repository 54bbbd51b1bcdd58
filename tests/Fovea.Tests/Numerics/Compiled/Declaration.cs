using System.Globalization;

namespace Fovea.Tests.Numerics;

/// <summary>A graph as C#: the source, and how the graph's names map to the network's.</summary>
/// <param name="TypeName">The class.</param>
/// <param name="Source">A compilation unit without usings.</param>
/// <param name="TensorNames">Graph tensor → network tensor.</param>
/// <param name="Constants">Network tensors that only serve the declaration, with their values.</param>
/// <param name="Inputs">The graph's inputs, in the order in which the network's one input holds their channels.</param>
/// <param name="Frozen">Graph tensors that take part but cannot be differentiated.</param>
internal sealed record Declaration(
    string TypeName,
    string Source,
    IReadOnlyDictionary<string, string> TensorNames,
    IReadOnlyDictionary<string, Tensor> Constants,
    IReadOnlyList<string> Inputs,
    IReadOnlySet<string> Frozen)
{
    /// <summary>A declaration that no graph stands behind.</summary>
    public static Declaration Of(string typeName, string source) =>
        new(typeName, source, new Dictionary<string, string>(), new Dictionary<string, Tensor>(), [], new HashSet<string>());

    /// <summary>The graph's inputs as the network takes them.</summary>
    public Tensor Pack(IReadOnlyDictionary<string, Tensor> inputs)
    {
        if (Inputs.Count == 1) return inputs[Inputs[0]];
        int[] shape = [.. inputs[Inputs[0]].Shape];
        shape[1] = Inputs.Sum(name => inputs[name].C);
        return new Tensor(shape, Enumerable.Range(0, shape[0]).SelectMany(n => Inputs.SelectMany(name => inputs[name].Data.Skip(n * inputs[name].Image).Take(inputs[name].Image))));
    }

    /// <summary>The part of the network's input gradient that is one graph input's.</summary>
    public double[] Unpack(ReadOnlySpan<float> gradient, string input, IReadOnlyDictionary<string, Tensor> inputs)
    {
        int image = Inputs.Sum(name => inputs[name].Image), start = Inputs.TakeWhile(name => name != input).Sum(name => inputs[name].Image);
        var part = new double[inputs[input].Data.Length];
        for (int i = 0; i < part.Length; i++) part[i] = gradient[i / inputs[input].Image * image + start + i % inputs[input].Image];
        return part;
    }
}

/// <summary>Why a graph has no declaration.</summary>
internal sealed class InexpressibleException(string reason) : Exception(reason);

/// <summary>The text of one attribute.</summary>
internal sealed class AttributeText(string kind)
{
    private static readonly Dictionary<int, string> Reserved = new()
    {
        [Given.Channels] = "Given.Channels", [Given.Hidden] = "Given.Hidden", [Given.Kernel] = "Given.Kernel",
        [Given.Stride] = "Given.Stride", [Given.Padding] = "Given.Padding", [Given.Groups] = "Given.Groups", [Dim.Any] = "Dim.Any",
    };

    private readonly List<string> _arguments = [];
    private readonly List<string> _names = [];

    public string Kind => kind;

    /// <summary>The arguments that were named.</summary>
    public IReadOnlyList<string> Names => _names;

    public AttributeText With(params object[] positional)
    {
        _arguments.AddRange(positional.Select(Literal));
        return this;
    }

    public AttributeText Named(string name, object value, object? otherwise = null)
    {
        return value.Equals(otherwise) ? this : Word(name, Literal(value));
    }

    /// <summary>A word of C#, such as <c>Pad.Same</c>.</summary>
    public AttributeText Word(string name, string value)
    {
        _names.Add(name);
        _arguments.Add($"{name} = {value}");
        return this;
    }

    /// <summary>Height and width: one argument where they are equal, none where they are the default.</summary>
    public AttributeText Pair(string name, (int Y, int X) value, int otherwise) => value.Y == value.X
        ? Named(name, value.Y, otherwise)
        : Named(name + "Height", value.Y).Named(name + "Width", value.X);

    /// <summary>A kernel: positional where it is square.</summary>
    public AttributeText Kernel((int Y, int X) value) => value.Y == value.X ? With(value.Y) : Pair("Kernel", value, -1);

    public override string ToString() => _arguments.Count == 0 ? kind : $"{kind}({string.Join(", ", _arguments)})";

    private static string Literal(object value) => value switch
    {
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        int number when Reserved.TryGetValue(number, out string? word) => word,
        double number => number.ToString("R", CultureInfo.InvariantCulture) + (number == Math.Floor(number) && Math.Abs(number) < 1e15 ? ".0" : ""),
        double[] numbers => $"new double[] {{ {string.Join(", ", numbers.Select(number => Literal(number)))} }}",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"No literal for {value}."),
    };
}
