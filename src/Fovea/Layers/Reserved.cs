namespace Fovea;

/// <summary>Paddings that depend on the input's size.</summary>
public static class Pad
{
    /// <summary>Keeps the size, with stride 1, as PyTorch's <c>padding="same"</c>. Of an odd number of pixels the last goes to the end.</summary>
    public const int Same = int.MinValue + 2;

    /// <summary>⌈n/stride⌉ outputs, any stride, as TensorFlow's SAME and ONNX's SAME_UPPER: of an odd number of pixels the last goes to the end.</summary>
    public const int SameUpper = int.MinValue + 3;
}

/// <summary>Sizes left to run time.</summary>
public static class Dim
{
    /// <summary>As a network's height and width, together: any size that the layers can take.</summary>
    public const int Any = int.MinValue + 1;
}

/// <summary>Inside a <see cref="BlockAttribute"/>: the arguments of its use. Alone only, not in an expression (FOV0009).</summary>
public static class Given
{
    /// <summary>The number in the use's parentheses, or the input's channels.</summary>
    public const int Channels = int.MinValue + 11;

    /// <summary><see cref="BlockUseAttribute.Hidden"/>.</summary>
    public const int Hidden = int.MinValue + 12;

    /// <summary><see cref="BlockUseAttribute.Kernel"/>.</summary>
    public const int Kernel = int.MinValue + 13;

    /// <summary><see cref="BlockUseAttribute.Stride"/>.</summary>
    public const int Stride = int.MinValue + 14;

    /// <summary><see cref="BlockUseAttribute.Padding"/>.</summary>
    public const int Padding = int.MinValue + 15;

    /// <summary><see cref="BlockUseAttribute.Groups"/>.</summary>
    public const int Groups = int.MinValue + 16;
}
