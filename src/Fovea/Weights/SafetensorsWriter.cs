using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Fovea;

/// <summary>Writes a network's tensors as safetensors.</summary>
internal static class SafetensorsWriter
{
    public static void Write(IParameterized network, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Counters first, as the reference writer does: behind them every tensor lies aligned to its type.
        ParameterInfo[] tensors = [.. network.ParameterInfos.ToArray().OrderBy(info => Safetensors.IsCounter(info) ? 0 : 1)];
        ReadOnlySpan<float> parameters = network.ReadParameters(), buffers = network.ReadBuffers();

        byte[] header = Header(tensors, metadata);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, header.Length);
        stream.Write(number);
        stream.Write(header);

        byte[] chunk = ArrayPool<byte>.Shared.Rent(1 << 16);
        foreach (ParameterInfo info in tensors)
        {
            ReadOnlySpan<float> data = (info.Trainable ? parameters : buffers).Slice(info.Offset, info.Length);
            if (Safetensors.IsCounter(info))
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, (long)data[0]);
                stream.Write(number);
                continue;
            }
            while (!data.IsEmpty)
            {
                int count = Math.Min(data.Length, chunk.Length / sizeof(float));
                for (int i = 0; i < count; i++) BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(sizeof(float) * i), data[i]);
                stream.Write(chunk, 0, sizeof(float) * count);
                data = data[count..];
            }
        }
        ArrayPool<byte>.Shared.Return(chunk);
    }

    private static byte[] Header(ParameterInfo[] tensors, IReadOnlyDictionary<string, string>? metadata)
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
            foreach (ParameterInfo info in tensors)
            {
                bool counter = Safetensors.IsCounter(info);
                writer.WriteStartObject(info.Name);
                writer.WriteString("dtype", counter ? "I64" : "F32");
                writer.WriteStartArray("shape");
                if (!counter)
                    foreach (int dimension in info.Dimensions) writer.WriteNumberValue(dimension);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(offset += counter ? sizeof(long) : (long)sizeof(float) * info.Length);
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
