namespace Fovea;

/// <summary>A TensorProto with its numbers as raw bytes.</summary>
internal sealed class OnnxTensor
{
    private const int TensorDimension = 1, TensorDataType = 2, TensorName = 8, TensorRawData = 9;
    private const int FloatType = 1, Int64Type = 7;

    private readonly ProtobufMessage _head = new();
    private readonly int _bytes;
    private readonly Action<Stream> _write;

    private OnnxTensor(string name, IEnumerable<long> dimensions, int type, int bytes, Action<Stream> write)
    {
        foreach (long dimension in dimensions) _head.Add(TensorDimension, dimension);
        _head.Add(TensorDataType, type).Add(TensorName, name).Open(TensorRawData, bytes);
        (_bytes, _write) = (bytes, write);
    }

    /// <summary>Its bytes.</summary>
    public long Length => _head.Bytes.Length + (long)_bytes;

    /// <summary>A network's tensor, seen in these dimensions; its numbers are read when they are written.</summary>
    public static OnnxTensor Of(IParameterized network, ParameterInfo info, IEnumerable<long> dimensions) => new(
        info.Name, dimensions, FloatType, checked(info.Length * sizeof(float)),
        stream => LittleEndian.Write(stream, (info.Trainable ? network.ReadParameters() : network.ReadBuffers()).Slice(info.Offset, info.Length)));

    /// <summary>A constant of single precision.</summary>
    public static OnnxTensor Of(string name, IEnumerable<long> dimensions, float[] values) =>
        new(name, dimensions, FloatType, checked(values.Length * sizeof(float)), stream => LittleEndian.Write(stream, values));

    /// <summary>A constant of whole numbers.</summary>
    public static OnnxTensor Of(string name, IEnumerable<long> dimensions, long[] values) => new(name, dimensions, Int64Type, values.Length * sizeof(long), stream =>
    {
        foreach (long value in values) stream.Write(BitConverter.IsLittleEndian ? BitConverter.GetBytes(value) : [.. BitConverter.GetBytes(value).Reverse()]);
    });

    public void Write(Stream stream)
    {
        stream.Write(_head.Bytes);
        _write(stream);
    }
}
