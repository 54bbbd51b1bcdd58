using System.Buffers.Binary;

namespace Fovea;

/// <summary>What reading files that may be zipped needs, beside <see cref="System.IO.Compression.GZipStream"/>.</summary>
internal static class Gzip
{
    /// <summary>Deflate expands at most 1032 times: a header that wants more is wrong, and nothing needs to be allocated to know.</summary>
    public const long MaxExpansion = 1032;

    /// <summary>Whether a file, at its beginning, is zipped: told by its first bytes, not by its name.</summary>
    public static bool IsZipped(FileStream file)
    {
        bool zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return zipped;
    }

    /// <summary>GZipStream takes a file whose last bytes, checksum and length, are cut off: this does not.</summary>
    /// <exception cref="InvalidDataException">The file does not end with the length that came out.</exception>
    public static void CheckLength(FileStream file, string path, long found)
    {
        const int leastLength = 18; // a header of 10 bytes, a checksum, a length
        if (file.Length < leastLength) throw new InvalidDataException($"'{path}': the gzip data is damaged or cut short. It has {file.Length} bytes, and {leastLength} are the least.");
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - trailer.Length;
        file.ReadExactly(trailer);
        uint told = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (told != (uint)found) throw new InvalidDataException($"'{path}': the gzip data is damaged or cut short. It ends with a length of {told}, but {(uint)found} bytes came out.");
    }

    public static InvalidDataException Damaged(string path, InvalidDataException exception) =>
        new($"'{path}': the gzip data is damaged or cut short. {exception.Message}", exception);
}
