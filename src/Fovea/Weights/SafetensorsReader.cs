using System.Buffers;
using System.Buffers.Binary;

namespace Fovea;

/// <summary>Reads a safetensors stream: the header first, then the tensors, which must be read in the order of <see cref="Entries"/>.</summary>
internal sealed class SafetensorsReader
{
    private readonly Stream _stream;
    private readonly SafetensorsHeader _header;

    /// <param name="stream">Read from where it stands to its end.</param>
    /// <param name="source">What to call the file in messages.</param>
    public SafetensorsReader(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // Every size is checked against what is really there before anything is allocated, so the length must be known.
        _stream = stream.CanSeek ? stream : Buffer(stream);
        Source = source;
        long length = _stream.Length - _stream.Position;
        if (length < sizeof(ulong)) throw new WeightsException($"{source}: has {length} bytes, fewer than the 8 that begin a safetensors file.");

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        _stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        length -= sizeof(ulong);
        if (headerLength > SafetensorsHeader.MaxBytes)
            throw new WeightsException($"{source}: announces a header of {headerLength} bytes; {SafetensorsHeader.MaxBytes} are allowed. It is no safetensors file.");
        if ((long)headerLength > length)
            throw new WeightsException($"{source}: announces a header of {headerLength} bytes, but only {length} follow. It is cut short, or no safetensors file.");

        byte[] json = new byte[(int)headerLength];
        _stream.ReadExactly(json);
        _header = SafetensorsHeader.Parse(json, length - json.Length, source);
    }

    /// <summary>What to call the file in messages.</summary>
    public string Source { get; }

    /// <inheritdoc cref="SafetensorsHeader.Entries"/>
    public IReadOnlyList<TensorEntry> Entries => _header.Entries;

    /// <inheritdoc cref="SafetensorsHeader.Metadata"/>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Reads the next tensor, converting its numbers to float.</summary>
    public void Read(TensorEntry entry, Span<float> destination)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        int size = (int)((entry.End - entry.Begin) / Math.Max(entry.Length, 1));
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, buffer.Length / size);
            _stream.ReadExactly(buffer, 0, count * size);
            Convert(entry.Type, buffer, destination[..count]);
            destination = destination[count..];
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void Convert(TensorType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case TensorType.F32:
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case TensorType.F16:
                for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case TensorType.BF16: // the upper half of a float
                for (int i = 0; i < values.Length; i++) values[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) << 16);
                break;
            case TensorType.F64:
                for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
            case TensorType.I64:
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]);
                break;
        }
    }

    private static MemoryStream Buffer(Stream stream)
    {
        var memory = new MemoryStream();
        stream.CopyTo(memory);
        memory.Position = 0;
        return memory;
    }
}
