using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Fovea;

/// <summary>Writes tensors as safetensors.</summary>
internal static class SafetensorsWriter
{
    public static void Write(IParameterized network, Stream stream, IReadOnlyDictionary<string, string>? metadata = null) => Write(TensorsOf(network), stream, metadata);

    /// <summary>A network's tensors, as they will be when they are written.</summary>
    public static IEnumerable<OutgoingTensor> TensorsOf(IParameterized network) => network.ParameterInfos.ToArray().Select(info => new OutgoingTensor(
        info.Name, Safetensors.IsCounter(info) ? TensorType.I64 : TensorType.F32, Safetensors.FileDimensions(info).ToArray(), info.Length,
        () => (info.Trainable ? network.ReadParameters() : network.ReadBuffers()).Slice(info.Offset, info.Length)));

    public static void Write(IEnumerable<OutgoingTensor> all, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Counters first, as the reference writer does: behind them every tensor lies aligned to its type.
        OutgoingTensor[] tensors = [.. all.OrderBy(tensor => tensor.Type == TensorType.I64 ? 0 : 1)];
        byte[] header = Header(tensors, metadata);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, header.Length);
        stream.Write(number);
        stream.Write(header);

        foreach (OutgoingTensor tensor in tensors)
        {
            ReadOnlySpan<float> data = tensor.Data();
            if (tensor.Type == TensorType.I64)
            {
                foreach (float value in data)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(number, (long)value);
                    stream.Write(number);
                }
                continue;
            }
            LittleEndian.Write(stream, data);
        }
    }

    private static byte[] Header(OutgoingTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            writer.WriteString("format", "pt"); // Hugging Face's loaders ask for it.
            foreach ((string key, string value) in metadata ?? new Dictionary<string, string>()) writer.WriteString(key, value);
            writer.WriteEndObject();
            long offset = 0;
            foreach (OutgoingTensor tensor in tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Type.ToString());
                writer.WriteStartArray("shape");
                foreach (int dimension in tensor.Dimensions) writer.WriteNumberValue(dimension);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += (tensor.Type == TensorType.I64 ? sizeof(long) : sizeof(float)) * (long)tensor.Length);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        byte[] padded = new byte[(json.WrittenCount + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        json.WrittenSpan.CopyTo(padded);
        return padded;
    }
}

/// <summary>A tensor on its way into a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">F32, or I64 for counters.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="Length">How many numbers it has.</param>
/// <param name="Data">Its numbers, asked for when they are written.</param>
internal sealed record OutgoingTensor(string Name, TensorType Type, int[] Dimensions, int Length, Func<ReadOnlySpan<float>> Data);
