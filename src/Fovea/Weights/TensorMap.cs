using System.Collections;

namespace Fovea;

/// <summary>
/// Where the tensors of a network come from, by the network's names. A name that is not in the map comes from the same name; null leaves a tensor as it is.
/// <code>
/// new TensorMap
/// {
///     ["linear1.weight"] = new("dense.kernel") { Permutation = [1, 0] },
///     ["linear1.bias"] = "dense.bias",
///     ["linear2.weight"] = null,
/// }
/// </code>
/// </summary>
public sealed class TensorMap : IEnumerable<KeyValuePair<string, TensorSource?>>
{
    private readonly Dictionary<string, TensorSource?> _sources = [];

    /// <summary>Where a tensor comes from; null: nowhere, it stays as it is.</summary>
    /// <param name="target">The network's name of the tensor.</param>
    public TensorSource? this[string target]
    {
        get => _sources.TryGetValue(target, out TensorSource? source) ? source : new(target);
        set => _sources[target] = value;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TensorSource?>> GetEnumerator() => _sources.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
