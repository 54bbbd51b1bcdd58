using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>Draws the parts of one network: layers, branches, blocks and residuals, each tried before it is taken.</summary>
internal sealed class Drawing(int seed)
{
    private const int Deepest = 2, MostNodes = 60;
    private readonly PCG _random = new(1, (ulong)seed);
    private readonly List<Body> _bodies = [];
    private int _names;
    private int _numbers;

    public T Draw<T>(Gen<T> gen) => gen.Generate(_random, null, out _);

    /// <summary>A network of so many parts, if as many fit.</summary>
    public (Expansion, List<Part>) Network(int[] input, int length)
    {
        var expansion = new Expansion(input);
        return Chain(expansion, new Scope("", null, false, expansion.Graph.Last), length, depth: 0) is var (end, _, parts) ? (end, parts) : default;
    }

    private (Expansion, Scope, List<Part>) Chain(Expansion expansion, Scope scope, int length, int depth)
    {
        List<Part> parts = [];
        for (int tries = 0; parts.Count < length && tries < 20; tries++)
        {
            foreach (Part part in Propose(expansion, scope, depth))
            {
                if (!Try(ref expansion, ref scope, part)) continue;
                parts.Add(part);
                break;
            }
        }

        // A block has something in it.
        if (parts.Count == 0) Append(new LayerPart(Name("relu"), null, "relu", NodeAttributes.Of(new { }), [], expansion.At(scope, null).Shape));
        if (depth == 0 && Chance(20)) Append(new ExpectPart(expansion.At(scope, null).Shape));
        return (expansion, scope, parts);

        void Append(Part part)
        {
            expansion.Add(scope, part);
            parts.Add(part);
        }
    }

    private static bool Try(ref Expansion expansion, ref Scope scope, Part part)
    {
        (Expansion more, Scope here) = (expansion.Copy(), scope.Copy());
        try
        {
            more.Add(here, part);
        }
        catch (ArgumentException)
        {
            return false;
        }

        if (more.Graph.Nodes.Count > MostNodes) return false;
        (expansion, scope) = (more, here);
        return true;
    }

    // What could come next: the first that fits will.
    private IEnumerable<Part> Propose(Expansion expansion, Scope scope, int depth)
    {
        string? from = Chance(12) ? Draw(Gen.OneOf([.. scope.Outputs.Keys.Order(StringComparer.Ordinal)])) : null;
        Place place = expansion.At(scope, from);
        if (depth < Deepest && Chance(22)) return [Use(place, scope, from, depth)];
        return Layer(place, scope, from);
    }

    private IEnumerable<Part> Layer(Place place, Scope scope, string? from)
    {
        Gen<Proposal>[] candidates = [.. from entry in Proposals.All let gen = entry.Generator(place) where gen is not null from copy in Enumerable.Repeat(gen, entry.Weight) select copy];
        Proposal proposal = Draw(Gen.OneOf(candidates));
        var layer = new LayerPart(Name(proposal.Op.Replace("2d", "", StringComparison.Ordinal)), from, proposal.Op, NodeAttributes.Of(proposal.Attributes ?? new { }), proposal.Others, place.Shape);
        if (scope.Givens is not null) yield return layer with { Attributes = Generalise(layer.Attributes) };
        yield return layer;
    }

    // Some numbers become those that the use gives.
    private NodeAttributes Generalise(NodeAttributes attributes)
    {
        foreach ((string argument, int given) in new[]
        {
            ("out_channels", Given.Channels), ("out_features", Given.Channels), ("out_channels", Given.Hidden), ("out_features", Given.Hidden),
            ("kernel", Given.Kernel), ("stride", Given.Stride), ("padding", Given.Padding), ("groups", Given.Groups),
        })
        {
            if (attributes.Has(argument) && attributes.Text("spelling", "") == "" && Chance(35)) attributes = attributes.With(argument, given);
        }

        return attributes;
    }

    private UsePart Use(Place place, Scope scope, string? from, int depth)
    {
        bool skips = Chance(50);
        UseArguments arguments = Arguments(inBlock: scope.Givens is not null);
        Body body = _bodies.Count > 0 && Chance(35) ? Draw(Gen.OneOf([.. _bodies])) : NewBody(place.Shape, skips, depth);
        // A network takes no arguments but these.
        if (body.Input is not null) arguments = new(null, null, null, null, null, null, null, arguments.Frozen);
        Skip? skip = skips
            ? new Skip(Draw(Gen.OneOf(Shortcut.Auto, Shortcut.Auto, Shortcut.Projection, Shortcut.ZeroPad)), Draw(Gen.Enum<Activation>()), Chance(20) ? Chance(50) : null, Chance(20) ? Chance(50) : null)
            : null;
        return new UsePart(Name(skips ? "residual" : "use"), from, body, arguments, skip);
    }

    private UseArguments Arguments(bool inBlock)
    {
        int? Sometimes(int percent, int given, Gen<int> gen) => !Chance(percent) ? null : inBlock && Chance(40) ? given : Draw(gen);
        return new(
            Sometimes(90, Given.Channels, Gen.OneOf(Gen.Int[1, 6], Gen.Const(8), Gen.Const(12))),
            Sometimes(100, Given.Hidden, Gen.Int[1, 8]),
            Sometimes(100, Given.Kernel, Gen.Int[1, 3]),
            Sometimes(50, Given.Stride, Gen.Int[1, 2]),
            Sometimes(100, Given.Padding, Gen.Int[0, 1]),
            Sometimes(30, Given.Groups, Gen.Int[1, 2]),
            Chance(35) ? Draw(Gen.Int[1, 3]) : null,
            Chance(15));
    }

    // Drawn for this place, on a graph of its own.
    private Body NewBody(int[] input, bool skips, int depth)
    {
        bool isNetwork = Chance(12);
        var expansion = new Expansion(input);
        var givens = new Givens(Draw(Gen.Int[1, 6]), Draw(Gen.Int[1, 6]), 3, Draw(Gen.Int[1, 2]), 1, 1);
        (expansion, Scope scope, List<Part> parts) = Chain(expansion, new Scope("", isNetwork ? null : givens, false, expansion.Graph.Last), Draw(Gen.Int[1, 3]), depth + 1);
        if (skips && Restore(expansion.At(scope, null).Shape, input) is { } last && Try(ref expansion, ref scope, last)) parts.Add(last);
        var body = new Body(++_numbers, parts, isNetwork ? input : null);
        _bodies.Add(body);
        return body;
    }

    // Back to what a residual can add: the same shape, or an image whose size some stride makes.
    private LayerPart? Restore(int[] shape, int[] input)
    {
        (string op, object attributes)? layer = (shape, input) switch
        {
            _ when shape.SequenceEqual(input) => null,
            ([_], [var features]) => ("linear", new { out_features = features }),
            ([_, _, _], [_, var height, var width]) when Draw(Gen.Int[1, 2]) is var stride => ("adaptive_avg_pool2d", new { output_size = new[] { (height - 1) / stride + 1, (width - 1) / stride + 1 } }),
            _ => null,
        };
        return layer is { } some ? new LayerPart(Name("last"), null, some.op, NodeAttributes.Of(some.attributes), [], shape) : null;
    }

    private bool Chance(int percent) => Draw(Gen.Int[1, 100]) <= percent;

    private string Name(string stem) => $"{stem}{++_names}";
}
