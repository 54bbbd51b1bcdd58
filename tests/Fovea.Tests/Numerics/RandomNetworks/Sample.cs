namespace Fovea.Tests.Numerics;

/// <summary>A graph with all its numbers.</summary>
internal sealed record Sample(Graph Graph, Loss Loss, Dictionary<string, Tensor> Inputs, Dictionary<string, Tensor> Tensors, IReadOnlySet<string> Trainable, Tensor Target)
{
    private const double Clearance = 1e-5;

    /// <summary>Whether training draws masks, so that only evaluation can be compared.</summary>
    public bool Drops => Graph.Nodes.Any(node => node.Op.StartsWith("dropout", StringComparison.Ordinal) && node.Attributes.Flag("training", true) && node.Attributes.Double("p", 0.5) > 0);

    /// <summary>Draws numbers that keep away from kinks, where gradients of correct programs may differ.</summary>
    public static Sample Draw(GraphBuilder builder, Loss loss, int batch, int seed, int attempts = 40)
    {
        HashSet<string> trainable = [.. builder.Tensors.Where(tensor => tensor.Trainable).Select(tensor => tensor.Name)];
        // Each normalisation over the batch takes two degrees of freedom of a channel's values, their mean and their variance. When none is left, the gradient is the rounding of a zero.
        int normalisations = builder.Nodes.Count(node => node.Op == "batch_norm"), smallest = normalisations == 0 ? 1 : 2 * normalisations + 2;
        for (int attempt = 0; ; attempt++)
        {
            // Many values near kinks: fewer images.
            Graph graph = builder.Build(Math.Max(smallest, batch >> attempt / 4));
            var random = new Random(seed + attempt);
            Dictionary<string, Tensor> inputs = graph.Inputs.ToDictionary(pair => pair.Key, pair => Numerics.Draw.Normal(random, pair.Value));
            Dictionary<string, Tensor> tensors = Numerics.Draw.Values(random, builder.Tensors);
            var sample = new Sample(graph, loss, inputs, tensors, trainable, Targets(random, loss, [inputs["x0"].N, .. builder.LastShape]));
            if (attempt + 1 == attempts || sample.Margin() > Clearance) return sample;
        }
    }

    public Run Run(bool training, Jitter? jitter = null) => new(Graph, Inputs, Tensors, training, jitter);

    // The distance from the nearest kink, in either mode.
    private double Margin()
    {
        Run evaluation = Run(training: false);
        if (Drops || evaluation.Margin < Clearance) return evaluation.Margin;
        Run training = Run(training: true);
        return Math.Min(Math.Min(evaluation.Margin, training.Margin), Loss.Margin(training.Output, Target));
    }

    private static Tensor Targets(Random random, Loss loss, int[] output)
    {
        if (loss.Type == "bce") return new(output, Numerics.Draw.Normal(random, output).Data.Select(value => (double)(float)Elementwise.Sigmoid(value)));
        if (!loss.OnLabels) return Numerics.Draw.Normal(random, output);
        int[] labels = [output[0], .. output[2..]];
        // The first is the last class, which no test ignores: a mean needs something.
        return new(labels, Enumerable.Range(0, Tensor.Length(labels)).Select(i => (double)(i == 0 ? output[1] - 1 : random.Next(output[1]))));
    }
}
