namespace Fovea;

/// <summary>Copies weights between networks, and from files with other names or layouts. All or nothing: a call that throws has copied nothing.</summary>
public static class Weights
{
    /// <summary>Copies the tensors of one network to another.</summary>
    /// <param name="from">The network to copy from.</param>
    /// <param name="to">The network to change.</param>
    /// <param name="map">The source's name for each of the target's; null as a result leaves that tensor as it is. Without a map, names are the same.</param>
    /// <param name="allowMissing">Whether tensors that the source lacks stay as they are, instead of being an error.</param>
    /// <param name="except">Tensors of the target that stay as they are, whatever the source has: names, with <c>*</c> for any characters and <c>?</c> for one. For a head of its own: <c>["fc.*"]</c>.</param>
    /// <exception cref="WeightsException">A tensor is missing, or of another shape.</exception>
    /// <exception cref="ArgumentException">A pattern of <paramref name="except"/> matches no tensor.</exception>
    public static CopyReport CopyWeights(IParameterized from, IParameterized to, Func<string, string?>? map = null, bool allowMissing = false, IReadOnlyList<string>? except = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Copy(TensorFile.Of(from), to, Named(map), allowMissing, except);
    }

    /// <summary>Copies the tensors of one network to another, turning some.</summary>
    /// <param name="from">The network to copy from.</param>
    /// <param name="to">The network to change.</param>
    /// <param name="map">Where tensors come from, and how they are turned.</param>
    /// <param name="allowMissing">Whether tensors that the source lacks stay as they are, instead of being an error.</param>
    /// <exception cref="WeightsException">A tensor is missing, or of another shape; or the map names one that the network does not have.</exception>
    public static CopyReport CopyWeights(IParameterized from, IParameterized to, TensorMap map, bool allowMissing = false)
    {
        ArgumentNullException.ThrowIfNull(from);
        return CopyWeights(TensorFile.Of(from), to, map, allowMissing);
    }

    /// <summary>Copies the tensors of a file to a network.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The network to change.</param>
    /// <param name="map">The file's name for each of the network's; null as a result leaves that tensor as it is. Without a map, names are the same.</param>
    /// <param name="allowMissing">Whether tensors that the file lacks stay as they are, instead of being an error.</param>
    /// <param name="except">Tensors of the network that stay as they are, whatever the file has: names, with <c>*</c> for any characters and <c>?</c> for one. For a head of its own: <c>["fc.*"]</c>.</param>
    /// <exception cref="WeightsException">A tensor is missing, or of another shape.</exception>
    /// <exception cref="ArgumentException">A pattern of <paramref name="except"/> matches no tensor.</exception>
    public static CopyReport CopyWeights(TensorFile from, IParameterized to, Func<string, string?>? map = null, bool allowMissing = false, IReadOnlyList<string>? except = null) =>
        Copy(from, to, Named(map), allowMissing, except);

    /// <summary>Copies the tensors of a file to a network, turning some.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The network to change.</param>
    /// <param name="map">Where tensors come from, and how they are turned.</param>
    /// <param name="allowMissing">Whether tensors that the file lacks stay as they are, instead of being an error.</param>
    /// <exception cref="WeightsException">A tensor is missing, or of another shape; or the map names one that the network does not have.</exception>
    public static CopyReport CopyWeights(TensorFile from, IParameterized to, TensorMap map, bool allowMissing = false)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(map);
        map.CheckTargets(to);
        return Copy(from, to, name => map[name], allowMissing, linearToConv2d: map.LinearToConv2d);
    }

    private static Func<string, TensorSource?> Named(Func<string, string?>? map) =>
        map is null ? name => new(name) : name => map(name) is { } source ? new(source) : null;

    private static CopyReport Copy(TensorFile from, IParameterized to, Func<string, TensorSource?> map, bool allowMissing, IReadOnlyList<string>? except = null, bool linearToConv2d = false)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        string networkName = to.GetType().Name;
        HashSet<string> excepted = except is null ? [] : [.. NamePatterns.Select(to, except, nameof(except)).Select(info => info.Name)];
        float[] parameters = to.ReadParameters().ToArray(), buffers = to.ReadBuffers().ToArray();
        List<string> copied = [], missing = [], wanted = [];
        HashSet<string> used = [];
        foreach (ParameterInfo info in to.ParameterInfos)
        {
            if (excepted.Contains(info.Name) || map(info.Name) is not { } source) continue;
            if (!from.TryGet(source.Name, out Tensor? tensor))
            {
                // Files of older frameworks have no batch counters, and nothing depends on them.
                if (Safetensors.IsCounter(info)) continue;
                missing.Add(info.Name);
                wanted.Add(source.Name == info.Name ? $"'{info.Name}'" : $"'{info.Name}' (there '{source.Name}')");
                continue;
            }
            ReadOnlySpan<int> dimensions = Safetensors.FileDimensions(info);
            if (linearToConv2d) source = source.Unfold(tensor, dimensions);
            ReadOnlySpan<float> data = source.Arrange(tensor, dimensions, $"{from.Source}: tensor '{info.Name}' of {networkName} cannot be copied:");
            data.CopyTo((info.Trainable ? parameters : buffers).AsSpan(info.Offset, info.Length));
            copied.Add(info.Name);
            used.Add(source.Name);
        }
        var report = new CopyReport(copied, missing, [.. from.Names.Where(name => !used.Contains(name))]) { Excepted = [.. excepted] };
        if (missing.Count > 0 && !allowMissing)
            throw new WeightsException($"{from.Source}: {networkName} needs tensors that are not there: {Safetensors.Join(wanted)}."
                + (report.Unused.Count > 0 ? $" There, and not used: {Safetensors.List(report.Unused)}." : "")
                + " Nothing was copied. Pass a map of names, or allowMissing.");
        parameters.CopyTo(to.Parameters);
        buffers.CopyTo(to.Buffers);
        return report;
    }
}
