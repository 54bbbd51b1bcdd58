using System.Globalization;

namespace Backpropagation;

/// <summary>Small matrices as text, side by side.</summary>
internal static class Matrices
{
    /// <summary>Writes matrices next to one another, a title above each.</summary>
    public static void Write(params (string Title, float[] Numbers, int Columns)[] matrices)
    {
        string[][] drawn = [.. matrices.Select(matrix => Draw(matrix.Title, matrix.Numbers, matrix.Columns))];
        int height = drawn.Max(lines => lines.Length);
        for (int line = 0; line < height; line++)
            Console.WriteLine("   " + string.Join("     ", drawn.Select(lines => line < lines.Length ? lines[line] : new string(' ', lines[0].Length))).TrimEnd());
        Console.WriteLine();
    }

    private static string[] Draw(string title, float[] numbers, int columns)
    {
        string[] texts = [.. numbers.Select(Text)];
        int width = texts.Max(text => text.Length), rows = numbers.Length / columns;
        List<string> lines = [title];
        for (int row = 0; row < rows; row++)
        {
            (char left, char right) = rows == 1 ? ('(', ')') : row == 0 ? ('⎛', '⎞') : row == rows - 1 ? ('⎝', '⎠') : ('⎜', '⎟');
            lines.Add($"{left} {string.Join("  ", texts.Skip(row * columns).Take(columns).Select(text => text.PadLeft(width)))} {right}");
        }
        int longest = lines.Max(line => line.Length);
        return [.. lines.Select(line => line.PadRight(longest))];
    }

    // Adding zero turns −0 into 0.
    private static string Text(float number) => (number + 0f).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');
}
