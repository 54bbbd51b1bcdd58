using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>A random graph with a loss, and what else a comparison needs.</summary>
internal sealed record RandomNetwork(GraphBuilder Builder, Loss Loss, int Batch, int Seed)
{
    private static readonly (string Attribute, string Type, object Attributes)[] Losses =
    [
        .. new (string Attribute, string Type, object Attributes)[]
        {
            ("CrossEntropyLoss", "cross_entropy", new { }),
            ("CrossEntropyLoss", "cross_entropy", new { label_smoothing = 0.1, ignore_index = 0 }),
            ("CrossEntropyLoss", "cross_entropy", new { reduction = "sum" }),
            ("NLLLoss", "nll", new { }),
            ("BCEWithLogitsLoss", "bce_with_logits", new { pos_weight = 2.5 }),
            ("MSELoss", "mse", new { }),
            ("MSELoss", "mse", new { reduction = "sum" }),
            ("L1Loss", "l1", new { }),
            ("SmoothL1Loss", "smooth_l1", new { beta = 0.5 }),
            ("HuberLoss", "huber", new { delta = 0.5 }),
        }.Where(loss => Vocabulary.Missing(loss.Attribute, []) is null),
    ];

    /// <summary>Of one to seven layers.</summary>
    public static Gen<RandomNetwork> Generator { get; } =
        from shape in Gen.OneOf(
            from channels in Gen.Int[1, 4] from height in Gen.Int[1, 13] from width in Gen.Int[1, 13] select (int[])[channels, height, width],
            from channels in Gen.Int[1, 4] from size in Gen.Int[3, 13] select (int[])[channels, size, size],
            from features in Gen.Int[1, 40] select (int[])[features])
        from length in Gen.Int[1, 7]
        from layers in Layers([], shape, length)
        from loss in Gen.OneOf([("", "dot", new { }), .. Losses.Where(loss => loss.Type is not ("cross_entropy" or "nll") || Build(shape, layers).LastShape[0] > 1)])
        from batch in Gen.OneOf(Gen.Const(1), Gen.Int[2, 15], Gen.Const(16), Gen.Int[17, 37])
        from seed in Gen.Int[0, 1_000_000]
        select new RandomNetwork(Build(shape, layers), new Loss(loss.Item2, NodeAttributes.Of(loss.Item3)), batch, seed);

    // A layer, then the rest.
    private static Gen<Proposal[]> Layers(Proposal[] before, int[] input, int more)
    {
        if (more == 0) return Gen.Const(before);
        GraphBuilder builder = Build(input, before);
        Gen<Proposal>[] candidates = [.. Proposals.All.Select(propose => propose(builder)).OfType<Gen<Proposal>>()];
        return from next in Gen.OneOf(candidates).Where(proposal => Proposals.Fits(Build(input, [.. before, proposal])))
               from rest in Layers([.. before, next], input, more - 1)
               select rest;
    }

    private static GraphBuilder Build(int[] input, IEnumerable<Proposal> layers)
    {
        var builder = new GraphBuilder(input);
        foreach (Proposal layer in layers) builder.Add(layer.Op, layer.Attributes, layer.From);
        return builder;
    }

    public Declaration Declare(string typeName) => DeclarationWriter.Write(Builder.Build(Batch), Loss, typeName);

    public Sample Draw() => Sample.Draw(Builder, Loss, Batch, Seed);
}
