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

    /// <summary>
    /// Whether the weight of a Linear, [out, in], also fills a convolution's, [out, channels, height, width], of as many numbers: what <c>Flatten, Linear(n)</c> behind a map of k×k
    /// is as <c>Conv2d(n, k, Stride = k)</c>, and a Linear after it as <c>Conv2d(n, 1)</c>. Default: false, another shape is an error.
    /// </summary>
    public bool LinearToConv2d { get; init; }

    // A misspelt name would be a tensor left as it was.
    internal void CheckTargets(IParameterized network)
    {
        HashSet<string> names = [.. network.ParameterInfos.ToArray().Select(info => info.Name)];
        List<string> unknown = [.. _sources.Keys.Where(name => !names.Contains(name))];
        if (unknown.Count == 0) return;
        throw new WeightsException($"The map has sources for tensors that {network.GetType().Name} does not have: {Safetensors.List(unknown)}. It has {Safetensors.List(names)}.");
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TensorSource?>> GetEnumerator() => _sources.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
