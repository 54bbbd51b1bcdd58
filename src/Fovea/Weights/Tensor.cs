namespace Fovea;

/// <summary>One tensor of a file: a name, sizes, numbers. Made by <see cref="TensorFile"/>.</summary>
public sealed class Tensor
{
    private readonly int[] _dimensions;
    private readonly float[] _data;

    internal Tensor(string name, int[] dimensions, float[] data)
    {
        Name = name;
        _dimensions = dimensions;
        _data = data;
    }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>Its sizes. None for a single number.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>Its numbers, row-major, converted to float from what the file holds.</summary>
    public ReadOnlySpan<float> Data => _data;

    /// <summary>Name and sizes: <c>conv1.weight [6, 1, 5, 5]</c>.</summary>
    public override string ToString() => $"{Name} {Format(_dimensions)}";

    internal static string Format(ReadOnlySpan<int> dimensions) => $"[{string.Join(", ", dimensions.ToArray())}]";
}
