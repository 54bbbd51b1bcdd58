using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea;

/// <summary>A file of bytes in the IDX format of MNIST, plain or gzip (told by its first bytes, not by its name).</summary>
public sealed class IdxFile
{
    private readonly int[] _dimensions;
    private readonly byte[] _data;

    private IdxFile(string path, int[] dimensions, byte[] data) => (Path, _dimensions, _data) = (path, dimensions, data);

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>Its sizes: <c>[60000, 28, 28]</c>.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>Its bytes, row-major.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rank">How many dimensions it must have: 3 for images, 1 for labels. 0 takes any number.</param>
    /// <exception cref="InvalidDataException">It is no such file, or damaged.</exception>
    public static IdxFile Open(string path, int rank = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        using FileStream file = File.OpenRead(path);
        if (!Gzip.IsZipped(file)) return Read(file, path, rank, file.Length);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        IdxFile idx = Read(unzipped, path, rank, file.Length * Gzip.MaxExpansion);

        Gzip.CheckLength(file, path, 4 + 4 * idx._dimensions.Length + idx._data.Length);
        return idx;
    }

    private static IdxFile Read(Stream stream, string path, int rank, long available)
    {
        Span<byte> number = stackalloc byte[4];
        if (Fill(stream, number, path) < 4) throw new InvalidDataException($"'{path}': ends before its magic number; 4 bytes are expected.");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(number);
        if (magic >> 8 != 8 || (rank > 0 ? number[3] != rank : number[3] == 0))
            throw new InvalidDataException($"'{path}': begins with {magic:x8}; an IDX file of bytes{(rank > 0 ? $" with {rank} dimensions" : "")} begins with {(rank > 0 ? $"{0x800 + rank:x8}" : "000008nn")}.");

        int[] dimensions = new int[number[3]];
        long length = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            if (Fill(stream, number, path) < 4) throw new InvalidDataException($"'{path}': ends before dimension {i + 1} of {dimensions.Length}.");
            uint dimension = BinaryPrimitives.ReadUInt32BigEndian(number);
            if (dimension > Array.MaxLength || (dimension > 0 && length > Array.MaxLength / dimension))
                throw new InvalidDataException($"'{path}': dimension {i + 1} is {dimension}, and the whole is more than one array can hold.");
            dimensions[i] = (int)dimension;
            length *= dimension;
        }

        string described = $"{Tensor.Format(dimensions)} needs {length} bytes after the header";
        if (length > available) throw new InvalidDataException($"'{path}': {described}; the file is shorter.");
        byte[] data = GC.AllocateUninitializedArray<byte>((int)length);
        int found = Fill(stream, data, path);
        if (found < data.Length) throw new InvalidDataException($"'{path}': {described}, but has {found}.");
        if (Fill(stream, number[..1], path) > 0) throw new InvalidDataException($"'{path}': {described}, but has more.");
        return new(path, dimensions, data);
    }

    // Reads what there is, up to the buffer's length.
    private static int Fill(Stream stream, Span<byte> buffer, string path)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Gzip.Damaged(path, exception);
        }
    }
}
