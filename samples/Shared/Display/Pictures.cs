namespace Fovea.Samples.Display;

/// <summary>Several pictures as one.</summary>
public static class Pictures
{
    /// <summary>Row after row, with a margin around each. Where one is smaller than the largest of its row or column, it stands at the upper left.</summary>
    public static Picture Grid(IReadOnlyList<Picture> pictures, int columns, int margin = 4, float background = 1)
    {
        int rows = (pictures.Count + columns - 1) / columns, channels = pictures.Max(picture => picture.Shape.Channels);
        int[] lefts = Places(columns, column => pictures.Where((_, i) => i % columns == column).Select(picture => picture.Width));
        int[] tops = Places(rows, row => pictures.Skip(row * columns).Take(columns).Select(picture => picture.Height));
        var grid = new Picture(Shape.Image(channels, tops[^1], lefts[^1]));
        grid.Values.Fill(background);
        for (int i = 0; i < pictures.Count; i++) grid.Paste(pictures[i], tops[i / columns], lefts[i % columns]);
        return grid;

        // Where each begins, and where the whole ends.
        int[] Places(int count, Func<int, IEnumerable<int>> sizes)
        {
            int[] places = new int[count + 1];
            places[0] = margin;
            for (int i = 0; i < count; i++) places[i + 1] = places[i] + sizes(i).DefaultIfEmpty().Max() + margin;
            return places;
        }
    }
}
