namespace Fovea;

/// <summary>
/// Weights as safetensors files, under PyTorch's names and shapes: what <c>safetensors.torch.load_file</c> reads, and <c>save_file</c> writes.
/// Saved as F32 (batch counters as I64); loaded from F32, F16, BF16, F64 and I64.
/// </summary>
public static class Safetensors
{
    /// <summary>Saves every tensor of a network. Written to a temporary file, flushed to disk, then moved: a crash leaves the old file.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="normalization">What the network's inputs are normalised with: kept in the file's metadata, for <see cref="Normalization.Load(string)"/>.</param>
    public static void Save(IParameterized network, string path, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(network, stream, normalization?.ToMetadata()));
    }

    /// <summary>Saves every tensor of a network to a stream, which stays open.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stream">The stream to write.</param>
    /// <param name="normalization">What the network's inputs are normalised with: kept in the file's metadata, for <see cref="Normalization.Load(string)"/>.</param>
    public static void Save(IParameterized network, Stream stream, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsWriter.Write(network, stream, normalization?.ToMetadata());
    }

    /// <summary>Loads every tensor of a network. All or nothing: names and shapes must be the network's, and it is unchanged until all is read.</summary>
    /// <param name="network">The network to change.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file is damaged, or not this network's.</exception>
    public static void Load(IParameterized network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        Load(network, new SafetensorsReader(stream, $"'{path}'"));
    }

    /// <summary>Loads every tensor of a network from a stream, read from where it stands to its end. All or nothing.</summary>
    /// <param name="network">The network to change.</param>
    /// <param name="stream">The stream.</param>
    /// <exception cref="WeightsException">The stream is damaged, or not this network's.</exception>
    public static void Load(IParameterized network, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        Load(network, new SafetensorsReader(stream, "The stream"));
    }

    /// <summary>Loads every tensor of a network from a file in memory, such as an embedded resource. All or nothing.</summary>
    /// <param name="network">The network to change.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="WeightsException">The bytes are damaged, or not this network's.</exception>
    public static void Load(IParameterized network, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(network);
        Load(network, new SafetensorsReader(new MemoryStream(bytes.ToArray(), writable: false), "The bytes"));
    }

    /// <summary>Whether a tensor counts batches: a whole number in files, and optional there, since older ones lack it.</summary>
    internal static bool IsCounter(ParameterInfo info) => info is { Trainable: false, Length: 1 } && info.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    /// <summary>The sizes that a tensor has in files.</summary>
    internal static ReadOnlySpan<int> FileDimensions(ParameterInfo info) => IsCounter(info) ? [] : info.Dimensions;

    /// <summary>Up to ten names, quoted.</summary>
    internal static string List(IReadOnlyCollection<string> names) => Join([.. names.Select(name => $"'{name}'")]);

    /// <summary>Up to ten of them.</summary>
    internal static string Join(IReadOnlyCollection<string> items) => string.Join(", ", items.Take(10)) + (items.Count > 10 ? $" and {items.Count - 10} more" : "");

    private static void Load(IParameterized network, SafetensorsReader file)
    {
        string networkName = network.GetType().Name;
        Dictionary<string, ParameterInfo> wanted = network.ParameterInfos.ToArray().ToDictionary(info => info.Name);
        CheckNames(file, networkName, wanted);
        foreach (TensorEntry entry in file.Entries)
        {
            ReadOnlySpan<int> dimensions = FileDimensions(wanted[entry.Name]);
            if (!dimensions.SequenceEqual(entry.Dimensions))
                throw new WeightsException($"{file.Source}: tensor '{entry.Name}' is {Tensor.Format(entry.Dimensions)} in the file, and {Tensor.Format(dimensions)} in {networkName}.");
        }

        float[] parameters = new float[network.ReadParameters().Length], buffers = new float[network.ReadBuffers().Length];
        foreach (TensorEntry entry in file.Entries)
        {
            ParameterInfo info = wanted[entry.Name];
            file.Read(entry, (info.Trainable ? parameters : buffers).AsSpan(info.Offset, info.Length));
        }
        parameters.CopyTo(network.Parameters);
        buffers.CopyTo(network.Buffers);
    }

    private static void CheckNames(SafetensorsReader file, string networkName, Dictionary<string, ParameterInfo> wanted)
    {
        HashSet<string> found = [.. file.Entries.Select(entry => entry.Name)];
        List<string> missing = [.. wanted.Values.Where(info => !found.Contains(info.Name) && !IsCounter(info)).Select(info => info.Name)];
        List<string> unexpected = [.. file.Entries.Select(entry => entry.Name).Where(name => !wanted.ContainsKey(name))];
        if (missing.Count == 0 && unexpected.Count == 0) return;
        string problem = $"{file.Source}: these are not the weights of {networkName}.";
        if (missing.Count > 0) problem += $" Missing in the file: {List(missing)}.";
        if (unexpected.Count > 0) problem += $" Unknown to the network: {List(unexpected)}.";
        throw new WeightsException($"{problem} (Weights.CopyWeights copies between different names.)");
    }
}
