using CsCheck;

namespace Fovea.Generators.Tests;

/// <summary>Random declarations. The sensible ones resolve as C#, whatever their numbers; the hostile ones need not.</summary>
internal static class Gens
{
    private static readonly Gen<string> Small = Gen.Int[1, 6].Select(number => $"{number}");

    private static readonly Gen<string> Odd = Gen.OneOf("0", "-1", "7", "100", "int.MaxValue", "int.MinValue", "Pad.Same", "Pad.SameUpper", "1 + Pad.Same");

    private static readonly Gen<string> Number = Gen.Frequency((12, Small), (1, Odd));

    private static readonly Gen<string> Option = Gen.Select(Gen.OneOf("Stride", "Padding", "Dilation", "StrideHeight", "PaddingWidth", "DilationHeight", "KernelHeight"), Number, (name, value) => $", {name} = {value}");

    private static readonly Gen<string> Options = Option.Array[0, 2].Select(options => string.Concat(options.DistinctBy(option => option.Split(' ')[1])));

    private static readonly Gen<string> Layer = Gen.Frequency(
        (4, Gen.Select(Number, Number, Options, (channels, kernel, options) => $"Conv2d({channels}, {kernel}{options})")),
        (1, Gen.Select(Number, Number, (channels, groups) => $"Conv2d({channels}, 1, Groups = {groups})")),
        (3, Gen.Select(Gen.OneOf("MaxPool2d", "AvgPool2d"), Number, Options, (kind, kernel, options) => $"{kind}({kernel}{options})")),
        (4, Gen.OneOf("ReLU", "Sigmoid", "Tanh", "Softmax", "Dropout(0.5)", "Dropout(2)")),
        (3, Gen.Const("Flatten")),
        (3, Gen.Select(Number, features => $"Linear({features})")),
        (1, Gen.Select(Number, Number, (features, inputs) => $"Linear({features}, In = {inputs})")),
        (1, Gen.Select(Number, Gen.OneOf("conv1", "a", "", "input", "Parameters", "x y", "weight"), (features, name) => $"Linear({features}, Name = \"{name}\")")),
        (1, Gen.Select(Number, Number, Number, (channels, height, width) => $"Expect({channels}, {height}, {width})")));

    // Names that are there, names that are not, and names that come later.
    private static readonly Gen<string> Reference = Gen.OneOf("input", "conv1", "relu1", "linear1", "bn1", "a", "nowhere").Select(name => $"\"{name}\"");

    private static readonly Gen<string> Wired = Gen.OneOf(
        Gen.Select(Gen.OneOf("Add", "Concat", "Multiply", "From", "MaxUnpool2d"), Reference, (kind, name) => $"{kind}({name})"),
        Gen.Select(Gen.OneOf("Use", "Residual"), Gen.OneOf("Body", "Other", "Broken", "string"), Number, Options, (kind, block, channels, options) => $"{kind}<{block}>({channels}{(options.Contains("Kernel") || options.Contains("Height") || options.Contains("Width") || options.Contains("Dilation") ? "" : options)})"),
        Gen.Select(Number, Number, Options, (channels, kernel, options) => $"ConvTranspose2d({channels}, {kernel}{options})"),
        Gen.Select(Gen.OneOf("Upsample", "PixelShuffle", "PixelUnshuffle", "ZeroPad2d", "ReflectionPad2d", "ReplicationPad2d", "AdaptiveAvgPool2d"), Number, (kind, number) => $"{kind}({number})"),
        Gen.OneOf("BatchNorm2d", "BatchNorm1d", "GlobalAvgPool", "Filter(1, 2, 3, 4)", "Unflatten(1, 2, 2)", "Resize(5, 7, Mode = ResizeMode.Bilinear)"));

    // Whatever the vocabulary has that takes nothing, or one number.
    private static readonly (string Name, int Numbers)[] Vocabulary =
    [
        .. from type in typeof(LayerAttribute).Assembly.GetTypes()
           where !type.IsAbstract && !type.IsGenericType && type.IsSubclassOf(typeof(DeclarationAttribute))
           from constructor in type.GetConstructors()
           let required = constructor.GetParameters().Where(parameter => !parameter.HasDefaultValue).ToArray()
           where required.Length <= 1 && required.All(parameter => parameter.ParameterType == typeof(int)) && type != typeof(NetworkAttribute) && type != typeof(BlockAttribute)
           select (type.Name[..^"Attribute".Length], required.Length),
    ];

    private static readonly Gen<string> Word = Gen.Select(Gen.OneOf(Vocabulary), Number, (word, number) => word.Numbers == 0 ? word.Name : $"{word.Name}({number})");

    // A chain first, then anything.
    private static readonly Gen<string> Any = Gen.Frequency((3, Layer), (1, Wired), (1, Word));

    private static readonly (string Name, string Source)[] Used =
    [
        ("Body", "[Block, Conv2d(Given.Channels, 3, Padding = 1, Stride = Given.Stride), BatchNorm2d, ReLU] partial class Body;"),
        ("Other", "[Network(4), Linear(4), ReLU] partial class Other;"),
        ("Broken", "[Block, Conv2d(Given.Kernel, 1), Add(\"nowhere\")] partial class Broken;"),
    ];

    private static string Blocks(IEnumerable<string> layers) =>
        string.Concat(Used.Where(block => layers.Any(layer => layer.Contains($"<{block.Name}>"))).Select(block => "\n" + block.Source));

    private static readonly Gen<string> Input = Gen.OneOf(
        Gen.Const("Network(2, Dim.Any, Dim.Any)"),
        Gen.Select(Number, Gen.Int[4, 12], Gen.Int[4, 12], (channels, height, width) => $"Network({channels}, {height}, {width})"),
        Number.Select(features => $"Network({features})"));

    private static readonly Gen<string> Loss = Gen.OneOf("", "", ", CrossEntropyLoss", ", MSELoss", ", CrossEntropyLoss(IgnoreIndex = int.MinValue)", ", MSELoss, ReLU");

    private static readonly Gen<string> Class = Gen.Frequency((12, Gen.Const("public sealed partial class Net;")), (1, Gen.OneOf(
        "public class Net;", "partial record Net;", "partial class Net<T>;", "static partial class Net;", "abstract partial class Net;", "file partial class Net;", "partial class Net(int x);")));

    /// <summary>A class Net that the C# compiler accepts, right or wrong as a network.</summary>
    public static readonly Gen<string> Declaration = Gen.Select(
        Input, Any.Array[0, 6], Loss, Class, (input, layers, loss, type) => $"[{string.Join(", ", layers.Prepend(input))}{loss}]\n{type}{Blocks(layers)}");

    private static readonly Gen<string> Garbage = Gen.OneOf(
        "Conv2d(", "Conv2d(6, )", "Conv2d(6 5)", "Conv2d()", "Conv2d", "Conv2d(\"6\", 5)", "Conv2d(6, 5, Padding = )", "Conv2d(6, 5, Padding = \"x\")", "Conv2d(6, 5, Nothing = 3)", "Conv2d(kernel: 5)",
        "Conv2d(6, 5, 4, 3)", "Conv2d(6, kernel: Unknown.Value)", "Conv2d(null, 3)", "Conv2d(6, 5.5)", "Linear(", "Linear(In = )", "Linear(10L)", "Linear(2, Name = null)", "Linear(2, Name = nameof(", "MaxPool2d(\"\")",
        "Unknown", "Unknown(3)", "Obsolete", "Serializable", "", ",", ",,", "]", "[", "[Network", "Network", "Network()", "Network(1, 2)", "Network(\"\")", "Block", "Use<>", "Use<Net>", "Use<int[]>", "Residual<Net, Net>(3)", "Use<Net>(", "From", "Add", "Add(null)", "Add(new string[0])", "Concat(\"a\", null)", "Resize(3, 3, Mode = (ResizeMode)9)", "Residual<Net>(4, After = (Activation)99, Shortcut = (Shortcut)(-1))", "Filter()", "Filter(null)", "Network(1, 2, 3", "type: Linear(2)", "assembly: Linear(2)",
        "CrossEntropyLoss(ClassWeights = null)", "CrossEntropyLoss(ClassWeights = new double[] { 1, })", "CrossEntropyLoss(Reduction = (Reduction)7)", "CrossEntropyLoss(Reduction = )", "Dropout(double.NaN)", "Dropout(1 / 0)",
        "Expect", "Expect()", "Expect(1, 2)", "ReLU(Name = \"\\uD800\")", "ReLU(Name = \"\\0<&>\")", "ReLU(Name = \"*/ // \\\"\")", "Softmax(Name = \"a.b\")", "#if", "/*", "//", "\"");

    private static readonly Gen<string> Shell = Gen.OneOf(
        "partial class Net;", "partial class Net { ", "partial class", "partial", "class Net", "", "partial struct Net;", "partial interface Net;", "enum Net { }", "delegate void Net();", "partial record struct Net;",
        "partial class Net<T, U> where T : class;", "partial class @class;", "partial class Ünïcödé;", "partial class Net : Net;", "partial class Net : Unknown;", "void Net() { }", "partial class Net; partial class Net;",
        "partial class Net; class Net;", "partial class Net; [Network(4), Linear(2)] partial class Net;", "partial class Net; [ReLU] partial class Net;", "partial class Net; [Block, ReLU] partial class nEt; [Block, ReLU] partial class NET;", "partial class Net; [Block, ReLU] partial class Net;", "file static partial class Net;", "extension(int x)");

    private static readonly Gen<string> Around = Gen.OneOf("{0}", "{0}", "namespace A.@namespace; {0}", "namespace Fovea {{ {0} }}", "namespace Fovea.Generated {{ {0} }}", "class Outer {{ {0} }}", "partial class Outer<@class> {{ partial record struct Inner {{ {0} }} }}", "partial interface I {{ {0} }}", "namespace System {{ {0} }}", "namespace {{ {0}");

    /// <summary>Something on its way to being a network.</summary>
    public static readonly Gen<string> Hostile = Gen.Select(
        Input, Gen.Frequency((1, Any), (1, Garbage)).Array[0, 5], Loss, Shell, Around, (input, parts, loss, shell, around) => string.Format(around, $"[{string.Join(", ", parts.Prepend(input))}{loss}] {shell}"));
}
