namespace Fovea.Samples.Display;

/// <summary>Words on pictures, in letters of 3×5 pixels.</summary>
public static class Lettering
{
    private const int Rows = 5, Columns = 3;

    private const string Known = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-+/%×:";

    // A digit for each row of a letter; its bits are the row's pixels.
    private static readonly string[] Letters =
    [
        "25755", "65656", "34443", "65556", "74647", "74644", "34553", "55755", "72227", "11152", "55655", "44447", "57755", "65555", "25552", "65644", "25563", "65655", "34216",
        "72222", "55557", "55552", "55775", "55255", "55222", "71247",
        "75557", "26227", "61247", "61216", "55711", "74616", "34757", "71222", "75757", "75716",
        "00002", "00024", "00700", "02720", "11244", "51245", "05250", "02020",
    ];

    /// <summary>A black line of text on white.</summary>
    /// <param name="text">Letters, digits and some signs; others are blanks.</param>
    /// <param name="size">Pixels of the picture to a letter's pixel.</param>
    public static Picture Line(string text, int size = 2)
    {
        var line = new Picture(Shape.Image(1, Rows, Math.Max(1, text.Length * (Columns + 1) - 1)));
        line.Values.Fill(1);
        for (int i = 0; i < text.Length; i++)
        {
            int letter = Known.IndexOf(char.ToUpperInvariant(text[i]));
            if (letter < 0) continue;
            for (int p = 0; p < Rows * Columns; p++)
            {
                if ((Letters[letter][p / Columns] - '0' >> Columns - 1 - p % Columns & 1) != 0) line.Values[p / Columns * line.Width + i * (Columns + 1) + p % Columns] = 0;
            }
        }
        return line.Enlarge(size);
    }

    /// <summary>The picture under a line of text.</summary>
    public static Picture Under(this Picture picture, string text, int size = 2)
    {
        Picture line = Line(text, size);
        var both = new Picture(Shape.Image(picture.Shape.Channels, line.Height + 2 * size + picture.Height, Math.Max(line.Width, picture.Width)));
        both.Values.Fill(1);
        both.Paste(line, 0, 0);
        both.Paste(picture, line.Height + 2 * size, 0);
        return both;
    }
}
