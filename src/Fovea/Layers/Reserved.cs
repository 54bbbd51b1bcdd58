namespace Fovea;

/// <summary>Paddings that depend on the input's size.</summary>
public static class Pad
{
    /// <summary>Keeps the size, with stride 1, as PyTorch's <c>padding="same"</c>. Of an odd number of pixels the last goes to the end.</summary>
    public const int Same = int.MinValue + 2;

    /// <summary>⌈n/stride⌉ outputs, any stride, as TensorFlow's SAME and ONNX's SAME_UPPER: of an odd number of pixels the last goes to the end.</summary>
    public const int SameUpper = int.MinValue + 3;
}
