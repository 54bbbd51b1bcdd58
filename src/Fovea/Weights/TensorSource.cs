namespace Fovea;

/// <summary>Where a tensor's numbers come from: a name, and how to turn what stands there. A string converts to one that turns nothing.</summary>
/// <param name="Name">The source's name.</param>
public sealed record TensorSource(string Name)
{
    /// <summary>
    /// The sizes to read the source as, before <see cref="Permutation"/>; its own, if null. Where they are given, the result may be folded into the target's sizes:
    /// a dense layer behind an H×W×C flattening is <c>Reshape = [out, h, w, c], Permutation = [0, 3, 1, 2]</c>.
    /// </summary>
    public IReadOnlyList<int>? Reshape { get; init; }

    /// <summary>Which of the source's dimensions becomes each of the target's: <c>[1, 0]</c> transposes a matrix, <c>[3, 2, 0, 1]</c> turns TensorFlow's convolutions into PyTorch's.</summary>
    public IReadOnlyList<int>? Permutation { get; init; }

    /// <summary>A source that is copied as it stands.</summary>
    /// <param name="name">The source's name.</param>
    public static implicit operator TensorSource(string name) => new(name);

    /// <summary>Read as a convolution's weight, if that is the target's and a Linear's of as many numbers is the source's: Flatten's order is channels, rows, columns, as a kernel's is.</summary>
    internal TensorSource Unfold(Tensor source, ReadOnlySpan<int> target) =>
        Reshape is null && Permutation is null && source.Dimensions.Length == 2 && target.Length == 4 && source.Dimensions[0] == target[0] && source.Dimensions[1] == Length(target[1..])
            ? this with { Reshape = target.ToArray() }
            : this;

    /// <summary>The source's numbers in the target's order.</summary>
    internal ReadOnlySpan<float> Arrange(Tensor source, ReadOnlySpan<int> target, string problemPrefix)
    {
        ReadOnlySpan<int> dimensions = Reshape is null ? source.Dimensions : [.. Reshape];
        if (Reshape is not null && (Reshape.Any(dimension => dimension < 0) || Length(dimensions) != source.Data.Length))
            throw new WeightsException($"{problemPrefix} {source} cannot be read as {Tensor.Format(dimensions)}.");

        int[] permutation = [.. Permutation ?? Enumerable.Range(0, dimensions.Length)];
        if (permutation.Length != dimensions.Length || !permutation.Order().SequenceEqual(Enumerable.Range(0, dimensions.Length)))
            throw new WeightsException($"{problemPrefix} {Tensor.Format(permutation)} is no permutation of the {dimensions.Length} dimensions of {source.Name} {Tensor.Format(dimensions)}.");

        int[] permuted = new int[permutation.Length];
        for (int i = 0; i < permuted.Length; i++) permuted[i] = dimensions[permutation[i]];
        bool fits = Reshape is null ? target.SequenceEqual(permuted) : Length(target) == source.Data.Length;
        if (!fits)
            throw new WeightsException($"{problemPrefix} it is {Tensor.Format(target)}, and {source}{(Permutation is null && Reshape is null ? "" : $" becomes {Tensor.Format(permuted)}")}.");
        return Permutation is null ? source.Data : Permute(source.Data, dimensions, permutation, permuted);
    }

    private static float[] Permute(ReadOnlySpan<float> data, ReadOnlySpan<int> dimensions, ReadOnlySpan<int> permutation, ReadOnlySpan<int> permuted)
    {
        int[] strides = new int[dimensions.Length], index = new int[dimensions.Length];
        for (int i = 0; i < strides.Length; i++) strides[i] = (int)Length(dimensions[(permutation[i] + 1)..]);
        float[] result = new float[data.Length];
        int from = 0;
        for (int to = 0; to < result.Length; to++)
        {
            result[to] = data[from];
            // Count up the target's index, last dimension first, and keep the source's position in step.
            for (int i = index.Length - 1; i >= 0; i--)
            {
                from += strides[i];
                if (++index[i] < permuted[i]) break;
                from -= strides[i] * permuted[i];
                index[i] = 0;
            }
        }
        return result;
    }

    private static long Length(ReadOnlySpan<int> dimensions)
    {
        long length = 1;
        foreach (int dimension in dimensions) length = checked(length * dimension);
        return length;
    }
}
