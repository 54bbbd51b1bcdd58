using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Fovea;

/// <summary>A message of protocol buffers in the making: fields of three of its wire types, which is all that ONNX needs.</summary>
internal sealed class ProtobufMessage
{
    private const int VarintType = 0, BytesType = 2, Fixed32Type = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public ProtobufMessage Add(int field, long value)
    {
        Tag(field, VarintType);
        Varint((ulong)value);
        return this;
    }

    public ProtobufMessage Add(int field, float value)
    {
        Tag(field, Fixed32Type);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message.Bytes);

    public ProtobufMessage Add(int field, ReadOnlySpan<byte> bytes)
    {
        Open(field, bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The beginning of a field whose so many bytes follow elsewhere.</summary>
    public ProtobufMessage Open(int field, long length)
    {
        Tag(field, BytesType);
        Varint((ulong)length);
        return this;
    }

    private void Tag(int field, int type) => Varint((ulong)(field << 3 | type));

    // Seven bits a byte, the lowest first.
    private void Varint(ulong value)
    {
        Span<byte> target = _bytes.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7) target[length++] = (byte)(value | 0x80);
        target[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
