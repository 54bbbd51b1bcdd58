namespace Fovea;

/// <summary>One tensor of a safetensors header, after validation. Offsets count from the end of the header.</summary>
internal sealed record TensorEntry(string Name, TensorType Type, int[] Dimensions, int Length, long Begin, long End);
