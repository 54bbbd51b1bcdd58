using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Microsoft.CodeAnalysis;

namespace Fovea.Generators.Diagnostics;

/// <summary>What compiles but is probably not meant. Looks at whole networks; what concerns one layer alone is in its shape rule.</summary>
internal static class Lints
{
    private const int DeepStack = 10;

    public static IEnumerable<Problem> Check(NetworkGraph graph) =>
        Losses(graph).Concat(Neighbours(graph)).Concat(Biases(graph)).Concat(Classifier(graph)).Concat(Depth(graph));

    private static IEnumerable<Problem> Losses(NetworkGraph graph)
    {
        if (graph.Output is not { } last) yield break;
        if (last.Layer is SoftmaxLayer && graph.Loss?.Loss.Kind == "CrossEntropyLoss")
        {
            yield return Lint(Descriptors.SoftmaxBeforeCrossEntropy, last, "CrossEntropyLoss applies softmax itself, so here it is applied twice, and training slows down. Remove the Softmax; apply it to the network's output where probabilities are wanted.");
        }
        Node values = Behind(graph, last.Index) ?? last;
        bool raw = values.Layer.Has(LayerTraits.Weighted);
        switch (graph.Loss?.Loss.Kind)
        {
            case "BCEWithLogitsLoss" when values.Layer is SigmoidLayer:
                yield return Lint(Descriptors.SigmoidBeforeLogits, values, "BCEWithLogitsLoss applies sigmoid itself, so here it is applied twice. Remove the Sigmoid and apply it to the network's output where probabilities are wanted; or use BCELoss.");
                break;
            case "BCELoss" when raw:
                yield return Lint(Descriptors.LogitsIntoProbabilities, values, "its outputs can be any numbers, and BCELoss takes probabilities from 0 to 1. Use BCEWithLogitsLoss, or put Sigmoid after it.");
                break;
            case "NLLLoss" when values.Layer is SoftmaxLayer:
                yield return Lint(Descriptors.NotLogProbabilities, values, "NLLLoss takes logarithms of probabilities. Use LogSoftmax instead; or remove it and use CrossEntropyLoss.");
                break;
            case "NLLLoss" when raw:
                yield return Lint(Descriptors.NotLogProbabilities, values, "its outputs can be any numbers, and NLLLoss takes logarithms of probabilities. Use CrossEntropyLoss, or put LogSoftmax after it.");
                break;
        }
        if (last.Layer.Has(LayerTraits.TrainingOnly))
        {
            yield return Lint(Descriptors.DropoutLast, last, "it drops the network's own outputs. Put it before the last weighted layer.");
        }
    }

    private static IEnumerable<Problem> Neighbours(NetworkGraph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (Before(graph, node) is not { } before) continue;
            if (node.Layer is PointwiseLayer or ActivationLayer && node.Layer == before.Layer)
            {
                yield return Lint(Descriptors.ActivationTwice, node, $"{before.Name} has just been applied. Remove one of them.");
            }
            if (node.Layer.Has(LayerTraits.Mixing) && before.Layer.Has(LayerTraits.Mixing))
            {
                yield return Lint(Descriptors.NothingNonlinearBetween, node, $"nothing nonlinear stands between it and {before.Name}: together they compute what one layer could. Put an activation between them, such as ReLU.");
            }
        }
    }

    // Once a network: where one layer has it, all have.
    private static IEnumerable<Problem> Biases(NetworkGraph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (!node.Layer.Has(LayerTraits.Normalizes) || Before(graph, node) is not { } before || !before.Layer.Has(LayerTraits.Weighted)) continue;
            if (before.Tensors.FirstOrDefault(tensor => tensor.Name == "bias") is not { Trainable: true }) continue;
            yield return Lint(Descriptors.BiasBeforeNormalization, before, $"{node.Name} subtracts the mean, and its bias with it. Set Bias = false.");
            yield break;
        }
    }

    private static IEnumerable<Problem> Classifier(NetworkGraph graph)
    {
        if (graph.Output is not { } last || graph.Input!.IsVector || graph.Loss is not { Loss.TakesLabels: true } loss || !loss.TargetLength.Is(1)) yield break;
        if (!graph.Input.IsConstant || last.Field.Height.Pixels >= graph.Input.Height.Value && last.Field.Width.Pixels >= graph.Input.Width.Value) yield break;
        yield return Lint(Descriptors.SmallReceptiveField, last, $"each output sees {last.Field} pixels of the {graph.Input.Height}×{graph.Input.Width} image. Add layers, strides or pooling before it, or a global pooling.");
    }

    // Ten or more weighted layers in a row with nothing that keeps gradients alive. VGG is deeper, but pools every few layers.
    private static IEnumerable<Problem> Depth(NetworkGraph graph)
    {
        int weighted = 0;
        foreach (Node node in graph.Nodes)
        {
            if (node.Layer.Has(LayerTraits.KeepsGradients) || node.Layer is PoolingLayer) weighted = 0;
            else if (node.Layer.Has(LayerTraits.Weighted) && ++weighted == DeepStack)
            {
                yield return Lint(Descriptors.DeepPlainStack, node, $"it is the {DeepStack}th weighted layer in a row without a skip connection or normalisation: gradients tend to vanish.");
            }
        }
    }

    // The layer whose output this one reads, seen through those that only hand it on.
    private static Node? Before(NetworkGraph graph, Node node) => Behind(graph, node.Inputs[0]);

    private static Node? Behind(NetworkGraph graph, int index)
    {
        while (index >= 0 && (graph.Nodes[index].Layer.Traits & (LayerTraits.View | LayerTraits.TrainingOnly)) != 0) index = graph.Nodes[index].Inputs[0];
        return index < 0 ? null : graph.Nodes[index];
    }

    private static Problem Lint(DiagnosticDescriptor descriptor, Node node, string message) =>
        new(descriptor.Id, node.Site, $"{node.Layer.Kind} '{node.Name}': {message}", EquatableArray<FixHint>.Empty);
}
