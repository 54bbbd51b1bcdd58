namespace Fovea;

/// <summary>The number formats we read, under safetensors' names.</summary>
internal enum TensorType
{
    F64,
    F32,
    F16,
    BF16,
    I64,
}
