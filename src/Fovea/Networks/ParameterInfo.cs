namespace Fovea;

/// <summary>One tensor of a network: where it lies, what it is called in a file, what its dimensions mean.</summary>
/// <param name="name">Its name in files, as PyTorch writes it: <c>conv1.weight</c>.</param>
/// <param name="dimensions">Its sizes, in PyTorch's order, row-major.</param>
/// <param name="dimensionNames">What each dimension counts: <c>out</c>, <c>in</c>, <c>height</c>, <c>width</c>.</param>
/// <param name="offset">Where it begins: in <see cref="IParameterized.Parameters"/> if trainable, else in <see cref="IParameterized.Buffers"/>.</param>
/// <param name="trainable">Whether training changes it.</param>
public sealed class ParameterInfo(string name, int[] dimensions, string[] dimensionNames, int offset, bool trainable)
{
    private readonly int[] _dimensions = dimensions;
    private readonly string[] _dimensionNames = dimensionNames;

    /// <summary>Its name in files, as PyTorch writes it: <c>conv1.weight</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Its sizes, in PyTorch's order, row-major. None for a single number.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>What each dimension counts: <c>out</c>, <c>in</c>, <c>height</c>, <c>width</c>.</summary>
    public ReadOnlySpan<string> DimensionNames => _dimensionNames;

    /// <summary>Where it begins: in <see cref="IParameterized.Parameters"/> if <see cref="Trainable"/>, else in <see cref="IParameterized.Buffers"/>.</summary>
    public int Offset { get; } = offset;

    /// <summary>How many numbers it holds.</summary>
    public int Length { get; } = Product(dimensions);

    /// <summary>Whether training changes it: weights and biases, not running statistics or frozen tensors.</summary>
    public bool Trainable { get; } = trainable;

    /// <summary>Name and sizes: <c>conv1.weight [6, 1, 5, 5]</c>.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", _dimensions)}]";

    private static int Product(int[] sizes)
    {
        int product = 1;
        foreach (int size in sizes) product *= size;
        return product;
    }
}
