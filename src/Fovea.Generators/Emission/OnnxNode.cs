namespace Fovea.Generators.Emission;

/// <summary>A node of ONNX, on its way into the description.</summary>
internal sealed record OnnxNode(string Operator, OnnxValue?[] Inputs, string[] Attributes, OnnxValue[] Outputs)
{
    /// <summary>outputs = Operator(inputs) attribute=value …</summary>
    public override string ToString() =>
        $"{string.Join(", ", Outputs.Select(output => output.Text))} = {Operator}({string.Join(", ", Inputs.Select(input => input?.Text))}){string.Concat(Attributes.Select(attribute => " " + attribute))}";
}
