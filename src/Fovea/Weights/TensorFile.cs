using System.Diagnostics.CodeAnalysis;

namespace Fovea;

/// <summary>A safetensors file read into memory, whatever its names: to look at, and to copy from with <see cref="Weights"/>.</summary>
public sealed class TensorFile
{
    private readonly Dictionary<string, Tensor> _tensors;

    private TensorFile(string source, List<Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Source = source;
        _tensors = tensors.ToDictionary(tensor => tensor.Name);
        Names = [.. tensors.Select(tensor => tensor.Name)];
        Metadata = metadata;
    }

    /// <summary>The tensors' names, in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What the file says of itself, such as <c>format</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What to call the file in messages.</summary>
    internal string Source { get; }

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">The name, exactly as in the file.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor this[string name] => _tensors.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new KeyNotFoundException($"{Source} has no tensor '{name}'. It has {Safetensors.List(Names)}.");

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file is damaged.</exception>
    public static TensorFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read(new SafetensorsReader(stream, $"'{path}'"));
    }

    /// <summary>Reads a stream, from where it stands to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="WeightsException">The stream is damaged.</exception>
    public static TensorFile Read(Stream stream) => Read(new SafetensorsReader(stream, "The stream"));

    /// <summary>Reads a file in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="WeightsException">The bytes are damaged.</exception>
    public static TensorFile Parse(ReadOnlySpan<byte> bytes) => Read(new SafetensorsReader(new MemoryStream(bytes.ToArray(), writable: false), "The bytes"));

    /// <summary>The tensor of a name, if there is one.</summary>
    /// <param name="name">The name, exactly as in the file.</param>
    /// <param name="tensor">The tensor.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>A network's tensors as they are now.</summary>
    internal static TensorFile Of(IParameterized network)
    {
        var tensors = new List<Tensor>();
        foreach (ParameterInfo info in network.ParameterInfos)
        {
            ReadOnlySpan<float> data = info.Trainable ? network.ReadParameters() : network.ReadBuffers();
            tensors.Add(new(info.Name, Safetensors.FileDimensions(info).ToArray(), data.Slice(info.Offset, info.Length).ToArray()));
        }
        return new(network.GetType().Name, tensors, new Dictionary<string, string>());
    }

    private static TensorFile Read(SafetensorsReader file)
    {
        var tensors = new List<Tensor>();
        foreach (TensorEntry entry in file.Entries)
        {
            float[] data = new float[entry.Length];
            file.Read(entry, data);
            tensors.Add(new(entry.Name, entry.Dimensions, data));
        }
        return new(file.Source, tensors, file.Metadata);
    }
}
