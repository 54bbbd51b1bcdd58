using System.Buffers.Binary;
using System.IO.Hashing;

namespace Fovea;

/// <summary>What the decoder does not check: a PNG's checksums, and that a JPEG has its end. So a damaged image does not become a grey-striped one.</summary>
internal static class Integrity
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <exception cref="InvalidDataException">The file is neither PNG nor JPEG, or damaged.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngSignature)) CheckPng(file[PngSignature.Length..]);
        else if (file.StartsWith<byte>([0xFF, 0xD8, 0xFF])) CheckJpeg(file);
        else throw new InvalidDataException(file.IsEmpty ? "it is empty." : "it begins like neither.");
    }

    // Chunks of length, type, data, CRC-32 of type and data, the last of them IEND.
    private static void CheckPng(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= 12)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            if (length > (uint)chunks.Length - 12) break;
            ReadOnlySpan<byte> checkedBytes = chunks.Slice(4, 4 + (int)length);
            if (Crc32.HashToUInt32(checkedBytes) != BinaryPrimitives.ReadUInt32BigEndian(chunks[(8 + (int)length)..]))
                throw new InvalidDataException("a checksum is wrong.");
            if (checkedBytes.StartsWith("IEND"u8)) return;
            chunks = chunks[(12 + (int)length)..];
        }
        throw new InvalidDataException("it ends before the image does.");
    }

    // The end-of-image marker; what some cameras write behind it does no harm.
    private static void CheckJpeg(ReadOnlySpan<byte> file)
    {
        if (file.LastIndexOf<byte>([0xFF, 0xD9]) < 0) throw new InvalidDataException("it ends before the image does.");
    }
}
