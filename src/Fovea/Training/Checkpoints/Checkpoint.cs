namespace Fovea;

/// <summary>A checkpoint file, read: the network's tensors under their own names, the training's under names that no layer can have, its numbers in the metadata.</summary>
internal sealed class Checkpoint
{
    /// <summary>What tensors and numbers of the training begin with.</summary>
    public const string Prefix = "training/";

    private const string Version = "1", VersionKey = Prefix + "version";

    private readonly TensorFile _file;

    private Checkpoint(TensorFile file, string source) => (_file, Source) = (file, source);

    /// <summary>What to call it in messages.</summary>
    public string Source { get; }

    /// <summary>Its numbers and words.</summary>
    public Dictionary<string, string> Metadata { get; private init; } = [];

    /// <exception cref="WeightsException">The file is damaged, or no checkpoint.</exception>
    public static Checkpoint Open(string path)
    {
        string source = $"'{path}'";
        TensorFile file = TensorFile.Open(path);
        if (!file.Metadata.TryGetValue(VersionKey, out string? version)) throw new WeightsException($"{source}: a file of weights, but no checkpoint of a training.");
        if (version != Version) throw new WeightsException($"{source}: a checkpoint of version {version}; this is version {Version}.");
        return new(file, source) { Metadata = new(file.Metadata) };
    }

    /// <summary>Writes a checkpoint in place of the one before, which stays whole until then.</summary>
    public static void Write(string path, IParameterized network, IEnumerable<OutgoingTensor> training, Dictionary<string, string> metadata)
    {
        metadata[VersionKey] = Version;
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(SafetensorsWriter.TensorsOf(network).Concat(training), stream, metadata), temporary: Path.GetFullPath(path) + ".tmp");
    }

    /// <summary>A tensor of the training.</summary>
    public static OutgoingTensor Tensor(string name, int length, Func<ReadOnlySpan<float>> data) => new(Prefix + name, TensorType.F32, [length], length, data);

    /// <summary>What of the network's tensors differs: a line each.</summary>
    public List<string> Differences(IParameterized network)
    {
        var differences = new List<string>();
        HashSet<string> expected = [];
        foreach (ParameterInfo info in network.ParameterInfos)
        {
            expected.Add(info.Name);
            ReadOnlySpan<int> dimensions = Safetensors.FileDimensions(info);
            if (!_file.TryGet(info.Name, out Tensor? tensor)) differences.Add($"'{info.Name}' {Fovea.Tensor.Format(dimensions)} is missing in the checkpoint");
            else if (!dimensions.SequenceEqual(tensor.Dimensions)) differences.Add($"'{info.Name}' is {Fovea.Tensor.Format(tensor.Dimensions)} in the checkpoint, and {Fovea.Tensor.Format(dimensions)} in the network");
        }
        foreach (string name in _file.Names)
        {
            if (!expected.Contains(name) && !name.StartsWith(Prefix, StringComparison.Ordinal)) differences.Add($"'{name}' {Fovea.Tensor.Format(_file[name].Dimensions)} is not in the network");
        }
        return differences;
    }

    /// <summary>The network's parameters and buffers, once <see cref="Differences"/> found none.</summary>
    public (float[] Parameters, float[] Buffers) WeightsFor(IParameterized network)
    {
        float[] parameters = new float[network.ReadParameters().Length], buffers = new float[network.ReadBuffers().Length];
        foreach (ParameterInfo info in network.ParameterInfos) _file[info.Name].Data.CopyTo((info.Trainable ? parameters : buffers).AsSpan(info.Offset));
        return (parameters, buffers);
    }

    /// <summary>A tensor of the training.</summary>
    /// <exception cref="WeightsException">It is missing, or not as long.</exception>
    public float[] Read(string name, int length)
    {
        if (!_file.TryGet(Prefix + name, out Tensor? tensor)) throw new WeightsException($"{Source}: the tensor '{Prefix}{name}' is missing.");
        if (tensor.Data.Length != length) throw new WeightsException($"{Source}: the tensor '{Prefix}{name}' has {tensor.Data.Length} numbers; {length} are expected.");
        return tensor.Data.ToArray();
    }

    /// <summary>A word or number of the training.</summary>
    /// <exception cref="WeightsException">It is missing.</exception>
    public string Word(string name) => Metadata.TryGetValue(Prefix + name, out string? word) ? word : throw new WeightsException($"{Source}: '{Prefix}{name}' is missing.");

    /// <summary>The reports of the epochs before.</summary>
    /// <exception cref="WeightsException">They are damaged.</exception>
    public List<EpochReport> History()
    {
        try
        {
            return HistoryText.Read(Word("history"));
        }
        catch (FormatException exception)
        {
            throw new WeightsException($"{Source}: {exception.Message}", exception);
        }
    }

    /// <summary>Whether there is a tensor of the training.</summary>
    public bool Has(string name) => _file.TryGet(Prefix + name, out _);

    /// <summary>The exception that lists what differs, a line each.</summary>
    public WeightsException Refuse(IReadOnlyCollection<string> differences) => new($"{Source}: this is a checkpoint of another training. Nothing was loaded. What differs:{string.Concat(differences.Select(difference => $"\n  {difference}"))}");
}
