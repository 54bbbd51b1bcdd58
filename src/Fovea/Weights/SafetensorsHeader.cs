using System.Text.Json;

namespace Fovea;

/// <summary>The JSON header of a safetensors file: parsed and validated, so that whoever holds one may trust every number in it.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit.</summary>
    public const int MaxBytes = 100_000_000;

    private readonly string _source;
    private readonly List<TensorEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];

    private SafetensorsHeader(string source) => _source = source;

    /// <summary>The tensors in the order of their data, which they cover without overlap or hole.</summary>
    public IReadOnlyList<TensorEntry> Entries => _entries;

    /// <summary>The header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">How many bytes follow them.</param>
    /// <param name="source">What to call the file in messages.</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        var header = new SafetensorsHeader(source);
        try
        {
            header.ReadTensors(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-8 or UTF-16.
            throw new WeightsException($"{source}: the header is not valid JSON. {exception.Message}", exception);
        }
        header.CheckCoverage(dataLength);
        return header;
    }

    private void ReadTensors(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'{') throw Bad("the header does not begin with '{'.");
        var reader = new Utf8JsonReader(json);
        var names = new HashSet<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name)) throw Bad($"the header has two entries named '{name}'.");
            reader.Read();
            if (name == "__metadata__") ReadMetadata(ref reader);
            else _entries.Add(ReadTensor(ref reader, name));
        }
        reader.Read(); // Anything but white space after the last brace throws here.
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "'__metadata__' is not an object of strings.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String, $"'__metadata__' has '{key}', which is not a string.");
            if (!_metadata.TryAdd(key, reader.GetString()!)) throw Bad($"'__metadata__' has two entries named '{key}'.");
        }
    }

    private TensorEntry ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"tensor '{name}' is not an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"tensor '{name}' has a dtype that is not a string.");
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name, field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, field);
                    break;
                default:
                    throw Bad($"tensor '{name}' has an unknown or repeated field '{field}'; dtype, shape and data_offsets are expected, once.");
            }
        }
        if (type is null || shape is null || offsets is null)
            throw Bad($"tensor '{name}' lacks its {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        if (offsets.Count != 2) throw Bad($"tensor '{name}' has {offsets.Count} data_offsets; two are expected.");
        return Check(name, type, shape, offsets[0], offsets[1]);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, $"tensor '{name}' has a {field} that is not an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Bad($"tensor '{name}' has a {field} that holds something else than whole numbers of at least 0.");
            numbers.Add(number);
        }
        return numbers;
    }

    private TensorEntry Check(string name, string type, List<long> shape, long begin, long end)
    {
        (TensorType known, int size) = type switch
        {
            "F32" => (TensorType.F32, 4),
            "F16" => (TensorType.F16, 2),
            "BF16" => (TensorType.BF16, 2),
            "F64" => (TensorType.F64, 8),
            "I64" => (TensorType.I64, 8),
            _ => throw Bad($"tensor '{name}' is of type {type}; F32, F16, BF16, F64 and I64 can be read."),
        };
        long length = 1;
        foreach (long dimension in shape)
        {
            if (dimension > Array.MaxLength || (dimension > 0 && length > Array.MaxLength / dimension))
                throw Bad($"tensor '{name}' is [{string.Join(", ", shape)}], which is more than one array can hold.");
            length *= dimension;
        }
        if (end < begin || end - begin != length * size)
            throw Bad($"tensor '{name}' of type {type} and shape [{string.Join(", ", shape)}] needs {length * size} bytes, but its data_offsets are [{begin}, {end}].");
        return new(name, known, [.. shape.Select(dimension => (int)dimension)], (int)length, begin, end);
    }

    // The format wants every byte to belong to exactly one tensor.
    private void CheckCoverage(long dataLength)
    {
        _entries.Sort((left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        long covered = 0;
        string before = "the header";
        foreach (TensorEntry entry in _entries)
        {
            if (entry.End > dataLength)
                throw Bad($"tensor '{entry.Name}' ends at byte {entry.End} of the data, but the file has {dataLength}: it is cut short.");
            if (entry.Begin < covered) throw Bad($"tensor '{entry.Name}' begins at byte {entry.Begin} and overlaps {before}, which ends at {covered}.");
            if (entry.Begin > covered) throw Bad($"bytes {covered} to {entry.Begin} between {before} and tensor '{entry.Name}' belong to no tensor.");
            covered = entry.End;
            before = $"tensor '{entry.Name}'";
        }
        if (covered != dataLength) throw Bad($"{dataLength - covered} bytes after {before} belong to no tensor.");
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string problem)
    {
        if (reader.TokenType != type) throw Bad(problem);
    }

    private WeightsException Bad(string problem) => new($"{_source}: {problem}");
}
