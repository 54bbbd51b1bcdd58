namespace Fovea.Tests.Numerics;

/// <summary>The reference's hand-written derivatives against central differences of its own forward pass.</summary>
public sealed class ReferenceGradientTests
{
    public static TheoryData<string> SampleNames => [.. LayerSamples.All.Keys];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void BackwardIsTheDerivativeOfForward(string sample)
    {
        GraphBuilder builder = LayerSamples.All[sample]();
        Graph graph = builder.Build(batch: 3);
        for (int seed = 0; ; seed++)
        {
            Assert.True(seed < 200, "Every draw lands on a kink.");
            var random = new Random(seed);
            Dictionary<string, Tensor> inputs = graph.Inputs.ToDictionary(pair => pair.Key, pair => Draw.Normal(random, pair.Value));
            Dictionary<string, Tensor> tensors = Draw.Values(random, builder.Tensors);
            var run = new Run(graph, inputs, tensors, training: true);
            if (run.Margin < 1e-4) continue;

            Tensor dy = Draw.Normal(random, run.Output.Shape);
            run.Backward(dy);
            IEnumerable<string> masks = graph.Nodes.Where(node => node.Op == "dropout").SelectMany(node => node.In.Skip(1));
            IEnumerable<string> fixedNames = builder.Tensors.Where(info => !info.Trainable).Select(info => info.Name).Concat(masks);
            foreach ((string name, Tensor value) in inputs.Concat(tensors).ExceptBy(fixedNames, pair => pair.Key))
                AssertDerivative(name, value, run.Gradient(name), () => Dot(new Run(graph, inputs, tensors, training: true).Output, dy), random);
            return;
        }
    }

    [Fact]
    public void EveryOperationHasASample() =>
        Assert.Empty(Operation.All.Keys.Except(LayerSamples.All.Values.SelectMany(sample => sample().Build(1).Nodes).Select(node => node.Op)));

    private static readonly Dictionary<string, (object Attributes, int[] Output)> Losses = new()
    {
        ["cross_entropy"] = (new { }, [4, 5]),
        ["cross_entropy, all arguments"] = (new { label_smoothing = 0.2, ignore_index = 2, class_weight = new[] { 0.5, 1, 2, 0.7, 3 } }, [9, 5, 2, 3]),
        ["cross_entropy, sum"] = (new { label_smoothing = 0.2, class_weight = new[] { 0.5, 1, 2, 0.7, 3 }, reduction = "sum" }, [4, 5]),
        ["nll"] = (new { ignore_index = 1, class_weight = new[] { 0.5, 1, 2, 0.7, 3 } }, [4, 5, 2, 1]),
        ["nll, sum"] = (new { reduction = "sum" }, [4, 5]),
        ["bce"] = (new { }, [4, 5]),
        ["bce, sum"] = (new { reduction = "sum" }, [4, 5]),
        ["bce_with_logits"] = (new { pos_weight = 2.5 }, [4, 5]),
        ["mse"] = (new { }, [4, 2, 3, 3]),
        ["mse, sum"] = (new { reduction = "sum" }, [4, 5]),
        ["l1"] = (new { }, [4, 5]),
        ["smooth_l1"] = (new { beta = 0.7 }, [4, 5]),
        ["huber"] = (new { delta = 1.3 }, [4, 5]),
        ["dot"] = (new { }, [4, 5]),
    };

    public static TheoryData<string> LossNames => [.. Losses.Keys];

    [Theory]
    [MemberData(nameof(LossNames))]
    public void LossGradientIsTheDerivativeOfItsValue(string name)
    {
        (object attributes, int[] shape) = Losses[name];
        var loss = new Loss(name.Split(',')[0], NodeAttributes.Of(attributes));
        var random = new Random(1);
        Tensor output = Draw.Normal(random, shape), target = Draw.Normal(random, shape);
        if (loss.Type == "bce") output = new(shape, output.Data.Select(Elementwise.Sigmoid));
        if (loss.Type.StartsWith("bce", StringComparison.Ordinal)) target = new(shape, target.Data.Select(Elementwise.Sigmoid));
        if (loss.OnLabels) target = new([output.N * output.Plane], Enumerable.Range(0, output.N * output.Plane).Select(_ => (double)random.Next(output.C)));
        Assert.True(loss.Margin(output, target) > 1e-4);
        AssertDerivative("output", output, loss.Evaluate(output, target).Gradient, () => loss.Evaluate(output, target).Value, random);
    }

    // Differences of a function that is linear in each number are exact; else the error is of the order of the step's square.
    private static void AssertDerivative(string name, Tensor value, Tensor gradient, Func<double> function, Random random)
    {
        const double Step = 1e-5;
        Assert.Equal(value.Shape, gradient.Shape);
        foreach (int i in Enumerable.Range(0, value.Data.Length).OrderBy(_ => random.Next()).Take(40))
        {
            double original = value.Data[i];
            value.Data[i] = original + Step;
            double above = function();
            value.Data[i] = original - Step;
            double below = function();
            value.Data[i] = original;
            double expected = (above - below) / (2 * Step), difference = Math.Abs(gradient.Data[i] - expected);
            Assert.True(difference <= 1e-7 * (1 + Math.Abs(expected)), $"{name}[{i}]: {gradient.Data[i]:R} by hand, {expected:R} by differences.");
        }
    }

    private static double Dot(Tensor a, Tensor b) => Enumerable.Range(0, a.Data.Length).Sum(i => a.Data[i] * b.Data[i]);
}
