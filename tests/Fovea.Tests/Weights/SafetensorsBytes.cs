using System.Buffers.Binary;
using System.Text;

namespace Fovea.Tests;

/// <summary>Puts safetensors files together by hand, the wrong ones too.</summary>
internal static class SafetensorsBytes
{
    public static byte[] File(string header, params byte[] data) => WithLength((ulong)Encoding.UTF8.GetByteCount(header), header, data);

    public static byte[] WithLength(ulong length, string header, params byte[] data)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        return [.. prefix, .. Encoding.UTF8.GetBytes(header), .. data];
    }

    public static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static string Entry(string name, string type, string shape, int begin, int end) =>
        $$"""
        "{{name}}":{"dtype":"{{type}}","shape":{{shape}},"data_offsets":[{{begin}},{{end}}]}
        """;
}
