using System.Globalization;
using System.IO.Compression;

namespace Fovea;

/// <summary>Opens images from comma-separated files: a row an image, a column a pixel, and a label.</summary>
public static class CsvDataset
{
    /// <summary>Opens a file, plain or gzip. Empty lines are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">The shape of an image: <c>Shape.Image(1, 28, 28)</c>. Pixels are in the order channels, rows, columns.</param>
    /// <param name="maximum">What becomes 1: 255 for bytes, 16 for UCI's digits.</param>
    /// <param name="label">Which column is the label: the first, as in Kaggle's files, or <c>^1</c>, the last.</param>
    /// <param name="header">Whether the first line is names.</param>
    /// <exception cref="InvalidDataException">A row does not have a number for each pixel and a label; the message names its line.</exception>
    public static Dataset<int> Open(string path, Shape shape, double maximum = 255, Index label = default, bool header = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Dataset.CheckShape(shape, nameof(shape));
        if (!(maximum > 0 && double.IsFinite(maximum))) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "A finite number above 0 is expected.");
        int columns = shape.Length + 1, labelColumn = label.GetOffset(columns);
        if ((uint)labelColumn >= (uint)columns) throw new ArgumentOutOfRangeException(nameof(label), label, $"A row has {columns} columns.");

        List<float> inputs = [];
        List<int> labels = [];
        using var text = new StreamReader(new MemoryStream(ReadAll(path)));
        for (int line = 1; text.ReadLine() is { } row; line++)
        {
            if (row.Length == 0 || (header && line == 1)) continue;
            int column = 0;
            foreach (Range range in row.AsSpan().Split(','))
            {
                ReadOnlySpan<char> cell = row.AsSpan()[range];
                if (column == labelColumn)
                {
                    if (!int.TryParse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) || number < 0)
                        throw new InvalidDataException($"'{path}', line {line}, column {column + 1}: a label is a whole number of at least 0, not '{cell}'.");
                    labels.Add(number);
                }
                else
                {
                    if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
                        throw new InvalidDataException($"'{path}', line {line}, column {column + 1}: a pixel is a number, not '{cell}'.{(line == 1 ? " If the first line is names, pass header: true." : "")}");
                    if (column < columns) inputs.Add(value / (float)maximum);
                }
                column++;
            }
            if (column != columns)
                throw new InvalidDataException($"'{path}', line {line}: {columns} columns are expected, {shape.Length} of pixels ({shape}) and a label, and there are {column}.");
        }
        if (labels.Count == 0) throw new InvalidDataException($"'{path}': has no rows.");
        return new([.. inputs], [.. labels], shape);
    }

    private static byte[] ReadAll(string path)
    {
        using FileStream file = File.OpenRead(path);
        var bytes = new MemoryStream();
        if (!Gzip.IsZipped(file))
        {
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        try
        {
            using var unzipped = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            unzipped.CopyTo(bytes);
        }
        catch (InvalidDataException exception)
        {
            throw Gzip.Damaged(path, exception);
        }
        Gzip.CheckLength(file, path, bytes.Length);
        return bytes.ToArray();
    }
}
