namespace Fovea;

/// <summary>What a maximum sees in the padding.</summary>
public enum PadMode
{
    /// <summary>−∞, which never wins: PyTorch's padding.</summary>
    NegativeInfinity,

    /// <summary>Zeros that compete with the image's numbers, in scan order. Where one wins, the window's gradient goes nowhere.</summary>
    Zero,
}
