using Fovea.Generators.Graphs;

namespace Fovea.Generators.Layers;

/// <summary>What layers with several inputs say when those do not fit.</summary>
internal static class Joins
{
    /// <summary>'conv1' is 6×28×28 and 'conv2' is 16×14×14.</summary>
    public static string Difference(Inference inference, int first, int second) =>
        $"{Describe(inference, first)} is {inference.Inputs[first]} and {Describe(inference, second)} is {inference.Inputs[second]}";

    private static string Describe(Inference inference, int index) => inference.InputLayers[index] is { } node ? $"'{node.Name}'" : "the input";
}
