using CsCheck;

namespace Fovea.Tests.Numerics;

/// <summary>A random network with its graph and its loss. All of it follows from the seed.</summary>
internal sealed record RandomNetwork(int Seed, int[] Input, IReadOnlyList<Part> Parts, Expansion Expansion, Loss Loss, int Batch)
{
    private static readonly Gen<int[]> Inputs = Gen.OneOf(
        from channels in Gen.Int[1, 4] from height in Gen.Int[1, 13] from width in Gen.Int[1, 13] select (int[])[channels, height, width],
        from channels in Gen.Int[1, 4] from size in Gen.Int[3, 13] select (int[])[channels, size, size],
        from channels in Gen.Int[1, 2] from height in Gen.Int[1, 5] from width in Gen.Int[14, 70] select (int[])[channels, height, width],
        from features in Gen.Int[1, 40] select (int[])[features]);

    private static readonly Gen<int> Batches = Gen.OneOf(Gen.Const(1), Gen.Int[2, 15], Gen.Const(16), Gen.Int[17, 37]);

    public static RandomNetwork Draw(int seed)
    {
        try
        {
            return Drawn(seed);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"No network can be drawn from seed {seed}.", exception);
        }
    }

    private static RandomNetwork Drawn(int seed)
    {
        var drawing = new Drawing(seed);
        int[] input;
        Expansion expansion;
        List<Part> parts;
        do
        {
            input = drawing.Draw(Inputs);
            (expansion, parts) = drawing.Network(input, drawing.Draw(Gen.Int[1, 7]));
        }
        while (Overflows(expansion.Graph));
        Loss loss = drawing.Draw(RandomLoss.For(expansion.Graph.LastShape[0]));
        if (loss.Type == "bce")
        {
            // Probabilities, and none so near to 0 or 1 that single precision cannot tell.
            var scope = new Scope("", null, false, expansion.Graph.Last);
            foreach (string op in (string[])["tanh", "sigmoid"])
            {
                parts.Add(new LayerPart("last_" + op, null, op, NodeAttributes.Of(new { }), [], expansion.Graph.LastShape));
                expansion.Add(scope, parts[^1]);
            }
        }

        return new(seed, input, parts, expansion, loss, drawing.Draw(Batches));
    }

    // Squares of squares leave single precision behind.
    private static bool Overflows(GraphBuilder graph)
    {
        Sample sample = Numerics.Sample.Draw(graph, new Loss("dot", NodeAttributes.Of(new { })), batch: 4, seed: 0, attempts: 1);
        return !(sample.Run(training: false).Largest < 1e6 && sample.Run(training: true).Largest < 1e6);
    }

    /// <summary>The same network for images of another size, if its layers fit them.</summary>
    public RandomNetwork? At(int height, int width)
    {
        int[] input = [Input[0], height, width];
        var expansion = new Expansion(input);
        var scope = new Scope("", null, false, expansion.Graph.Last);
        try
        {
            foreach (Part part in Parts.Where(part => part is not ExpectPart)) expansion.Add(scope, part);
        }
        catch (ArgumentException)
        {
            return null;
        }

        RandomNetwork other = this with { Input = input, Expansion = expansion };
        return Overflows(expansion.Graph) ? null : other;
    }

    public Declaration Declare(string typeName, bool anySize) =>
        new(typeName, PartWriter.Write(typeName, Input, anySize, Parts, Loss), Expansion.TensorNames, new Dictionary<string, Tensor>(), ["x0"], Expansion.Frozen);

    public Sample Sample() => Numerics.Sample.Draw(Expansion.Graph.Pruned(), Loss, Batch, Seed);
}
