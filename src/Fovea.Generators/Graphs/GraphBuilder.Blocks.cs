using Fovea.Generators.Declarations;
using Fovea.Generators.Diagnostics;
using Fovea.Generators.Layers;

namespace Fovea.Generators.Graphs;

/// <summary>Use and Residual: blocks, and other networks, in line.</summary>
internal sealed partial class GraphBuilder
{
    private const int Identity = 1, Projection = 2, ZeroPad = 3;

    private static readonly string[] Activations = ["ReLU", "None", "ReLU6", "LeakyReLU", "ELU", "GELU", "SiLU", "Hardswish", "Sigmoid", "Tanh"];

    private void AddUse(Scope scope, int index, AttributeDeclaration attribute, ArgumentReader arguments)
    {
        ReportLayersAfterLoss(scope);
        string name = Name(scope, index, arguments, "use");
        bool frozen = arguments.Flag("Frozen", false);
        foreach ((Scope inner, _) in Instances(scope, index, attribute, arguments, name, frozen))
        {
            Run(inner);
            scope.Current = inner.Current;
        }
        scope.Outputs[name] = scope.Current;
    }

    private void AddResidual(Scope scope, int index, AttributeDeclaration attribute, ArgumentReader arguments)
    {
        ReportLayersAfterLoss(scope);
        string name = Name(scope, index, arguments, "residual");
        int shortcut = arguments.Integer("Shortcut", 0, 0);
        string after = Activations[Math.Min(arguments.Integer("After", 0, 0), Activations.Length - 1)];
        foreach ((Scope inner, string prefix) in Instances(scope, index, attribute, arguments, name, arguments.Flag("Frozen", false)))
        {
            Run(inner);
            if (inner.Current == Scope.Unknown || inner.Input == Scope.Unknown || _networkInput is null)
            {
                Lose(scope);
                continue;
            }
            // The join belongs to the residual, not to the block: its names stand beside the block's.
            var join = new Scope(scope.Declaration, scope.Prefix + prefix, inner.Input, Given.Nothing, scope.Use ?? new ProblemSite(index, null), inner.IsFrozen);
            int main = inner.Current;
            int? other = AddShortcut(scope, join, index, attribute, arguments, shortcut, main);
            if (other is not { } value)
            {
                Lose(scope);
                continue;
            }
            Add(join, index, "add", new AddLayer(EquatableArray<string>.Empty), [main, value]);
            if (after != "None") Add(join, index, after.ToLowerInvariant(), LayerCatalog.Find(after)!.Read(Reader(join, index, new AttributeDeclaration(after, EquatableArray<Argument>.Empty)))!, [join.Current]);
            scope.Current = join.Current;
        }
        scope.Outputs[name] = scope.Current;
    }

    // The block once for each repeat, the first with the stride; and the prefix of its names.
    private IEnumerable<(Scope Inner, string Prefix)> Instances(Scope scope, int index, AttributeDeclaration attribute, ArgumentReader arguments, string name, bool frozen)
    {
        bool repeats = arguments.Has("Repeat");
        int repeat = arguments.Positive("Repeat", 1);
        int? channels = Optional("channels", 1), hidden = Optional("Hidden", 1), kernel = Optional("Kernel", 1), padding = Optional("Padding", 0);
        int stride = arguments.Positive("Stride", 1), groups = arguments.Positive("Groups", 1);
        if (attribute.Body is not { } body || arguments.Failed || body.Problems.Count > 0)
        {
            // What is wrong with the block itself is reported there.
            Lose(scope);
            yield break;
        }
        for (int i = 0; i < repeat; i++)
        {
            int current = scope.Current;
            channels ??= current == Scope.Unknown || _networkInput is null ? null : ShapeOf(current).Channels;
            var given = new Given(channels ?? 1, hidden, kernel, i == 0 ? stride : 1, padding, groups);
            string prefix = repeats ? $"{name}.{i}." : $"{name}.";
            yield return (new Scope(body, scope.Prefix + prefix, current, given, scope.Use ?? new ProblemSite(index, null), scope.IsFrozen || frozen), prefix);
            if (scope.Current == Scope.Unknown || _nodes.Count >= MostNodes) yield break;
        }

        int? Optional(string argument, int minimum) => arguments.Has(argument) ? arguments.Integer(argument, minimum, null) : null;
    }

    // The value to add to the block's output: the input, or what a projection or zero padding makes of it. Null after a problem.
    private int? AddShortcut(Scope scope, Scope join, int index, AttributeDeclaration attribute, ArgumentReader arguments, int shortcut, int main)
    {
        Shape input = ShapeOf(join.Input), output = ShapeOf(main);
        if (input == output && shortcut is not (Projection or ZeroPad)) return join.Input;
        if (shortcut == Identity)
        {
            Report(scope, Descriptors.ShapesDoNotJoin, new ProblemSite(index, "Shortcut"), $"Residual '{join.Prefix.TrimEnd('.')}': its block turns {input} into {output}, and an identity shortcut adds the two. Use Shortcut.Projection, or a block that keeps the shape.", new FixHint("shortcut", "Shortcut.Projection"));
            return null;
        }
        if (input.IsVector || output.IsVector)
        {
            Report(scope, Descriptors.ShapesDoNotJoin, new ProblemSite(index, null), $"Residual '{join.Prefix.TrimEnd('.')}': its block turns {input} into {output}, and a shortcut between them works on images only.");
            return null;
        }
        if (Ratio(input.Height, output.Height) is not { } vertical || Ratio(input.Width, output.Width) is not { } horizontal)
        {
            Report(scope, Descriptors.ShapesDoNotJoin, new ProblemSite(index, null), $"Residual '{join.Prefix.TrimEnd('.')}': its block turns {input} into {output}, and no whole stride takes {input.Height}×{input.Width} to {output.Height}×{output.Width}. Check the block's padding and stride.");
            return null;
        }
        join.Current = join.Input;
        if (shortcut == ZeroPad)
        {
            if (output.Channels < input.Channels)
            {
                Report(scope, Descriptors.ShapesDoNotJoin, new ProblemSite(index, "Shortcut"), $"Residual '{join.Prefix.TrimEnd('.')}': zero padding adds channels, and the block has fewer at its end ({output.Channels}) than at its beginning ({input.Channels}). Use Shortcut.Projection.", new FixHint("shortcut", "Shortcut.Projection"));
                return null;
            }
            Add(join, index, "shortcut", new ZeroPadShortcutLayer(output.Channels, vertical, horizontal), [join.Input]);
            return join.Current == Scope.Unknown ? null : join.Current;
        }
        bool norm = arguments.Flag("ProjectionNorm", Contains(attribute.Body!, "BatchNorm2d"));
        bool bias = arguments.Flag("ProjectionBias", !norm);
        var window = new Window(new Extent(1, vertical, 0, 0, 1), new Extent(1, horizontal, 0, 0, 1));
        Add(join, index, "downsample.0", new Conv2dLayer(output.Channels, window, 1, bias), [join.Input]);
        if (norm && join.Current != Scope.Unknown) Add(join, index, "downsample.1", BatchNormLayer.Default("BatchNorm2d"), [join.Current]);
        return join.Current == Scope.Unknown ? null : join.Current;

        // The stride of a 1×1 window that makes these sizes: ⌊(n − 1)/s⌋ + 1.
        static int? Ratio(Size from, Size to)
        {
            if (from == to) return 1;
            if (from.IsConstant && to.IsConstant)
            {
                long ratio = (from.Value + to.Value - 1) / to.Value;
                return ratio >= 1 && (from.Value - 1) / ratio + 1 == to.Value ? (int)ratio : null;
            }
            // Run-time sizes: the stride that gives the same formula, up to what is used in practice.
            for (int stride = 2; stride <= 32; stride *= 2)
            {
                if ((from - 1) / stride + 1 == to) return stride;
            }
            return null;
        }
    }

    private static bool Contains(NetworkDeclaration declaration, string kind) =>
        declaration.Attributes.Any(attribute => attribute.Kind == kind || (attribute.Body is { } body && Contains(body, kind)));
}
