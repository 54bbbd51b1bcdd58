namespace Fovea.Generators.Emission;

/// <summary>What a node of ONNX reads or writes: the network's input, a tensor or a constant, which have their text, or a node's output, which gets its name when all is known.</summary>
internal sealed class OnnxValue(string? text = null)
{
    /// <summary>As it stands in the description.</summary>
    public string? Text { get; set; } = text;
}
