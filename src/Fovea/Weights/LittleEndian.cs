using System.Buffers;
using System.Buffers.Binary;

namespace Fovea;

/// <summary>Numbers as all files have them.</summary>
internal static class LittleEndian
{
    public static void Write(Stream stream, ReadOnlySpan<float> data)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(1 << 16);
        while (!data.IsEmpty)
        {
            int count = Math.Min(data.Length, chunk.Length / sizeof(float));
            for (int i = 0; i < count; i++) BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(sizeof(float) * i), data[i]);
            stream.Write(chunk, 0, sizeof(float) * count);
            data = data[count..];
        }
        ArrayPool<byte>.Shared.Return(chunk);
    }
}
