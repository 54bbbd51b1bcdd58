using Fovea.Generators.Layers;

namespace Fovea.Generators.Graphs;

/// <summary>
/// The tensors of a layer whose input is not known: what can be said without shapes.
/// A network with errors keeps a member for each, so that code which uses them compiles.
/// </summary>
internal static class TensorNames
{
    // The layer's own rule, on inputs that fit as much as any: sizes left open, and channels that every group divides.
    public static IEnumerable<string> Of(Layer layer)
    {
        Shape[] inputs = [Shape.Image(0, Size.Height, Size.Width), Shape.Vector(layer is LinearLayer { In: { } expected } ? expected : 0)];
        return inputs.Select(input => Infer(layer, input)).FirstOrDefault(names => names.Length > 0) ?? [];
    }

    private static string[] Infer(Layer layer, Shape input)
    {
        var inputs = Enumerable.Repeat(input, 1 + layer.References.Count).ToEquatableArray();
        var inference = new Inference(layer.Kind, "", inputs, ReceptiveField.Input, input, (_, _, _, _) => { }) { InputLayers = new Node?[inputs.Count] };
        layer.Infer(inference);
        return [.. inference.Tensors.Select(tensor => tensor.Name)];
    }
}
