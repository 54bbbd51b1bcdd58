namespace Fovea.Reports;

/// <summary>A box of the drawing: a layer, and those that follow it in place.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="InPlace">Layers after it that only it feeds, that keep its shape and multiply each number once at most: activations, norms.</param>
/// <param name="Row">How many boxes lie between it and the input, on the longest way.</param>
/// <param name="Column">Which of the columns it stands in.</param>
internal sealed record Box(LayerInfo Layer, IReadOnlyList<LayerInfo> InPlace, int Row, int Column);

/// <summary>A line from a box, or from the input (null), to another, down a column of its own where boxes lie between.</summary>
internal sealed record Link(Box? From, Box To, int Column);

/// <summary>Where each layer of a network stands in its drawing.</summary>
/// <param name="Boxes">The boxes, in declaration order.</param>
/// <param name="Links">The lines between them.</param>
internal sealed record NetworkLayout(IReadOnlyList<Box> Boxes, IReadOnlyList<Link> Links)
{
    /// <summary>How many rows there are, the input's not counted.</summary>
    public int Rows => Boxes.Max(box => box.Row);

    public int Columns => Math.Max(Boxes.Max(box => box.Column), Links.Max(link => link.Column)) + 1;

    public bool HasBoxes(int column) => column == 0 || Boxes.Any(box => box.Column == column);

    public static NetworkLayout Of(LayerInfo[] layers)
    {
        Dictionary<string, LayerInfo> byName = layers.ToDictionary(layer => layer.Name);
        Dictionary<string, int> uses = layers.SelectMany(layer => layer.Inputs).CountBy(name => name).ToDictionary();
        // From a layer's name to its box, from which it is seen as that box's output.
        var boxOf = new Dictionary<string, Box>();
        List<Box> boxes = [];
        List<Link> links = [];
        var taken = new HashSet<(int Row, int Column)>();
        foreach (LayerInfo layer in layers)
        {
            if (boxOf.ContainsKey(layer.Name)) continue;
            List<LayerInfo> inPlace = [];
            for (LayerInfo last = layer; Follower(last) is { } next; last = next) inPlace.Add(next);

            Box?[] sources = [.. layer.Inputs.Select(name => boxOf.GetValueOrDefault(name))];
            int row = 1 + sources.Max(source => source?.Row ?? 0);
            // Below its first input if there is room, else the first column to the right that has some.
            int column = Free(row, row, sources[0]?.Column ?? 0);
            var box = new Box(layer, inPlace, row, column);
            taken.Add((row, column));
            boxes.Add(box);
            foreach (LayerInfo one in inPlace.Prepend(layer)) boxOf[one.Name] = box;
            foreach (Box? source in sources.Distinct())
            {
                int first = (source?.Row ?? 0) + 1, from = source?.Column ?? 0;
                int way = first < row ? Free(first, row - 1, from) : from;
                for (int passed = first; passed < row; passed++) taken.Add((passed, way));
                links.Add(new(source, box, way));
            }
        }
        return new(boxes, links);

        LayerInfo? Follower(LayerInfo layer) =>
            uses.GetValueOrDefault(layer.Name) == 1 && Array.Find(layers, next => next.Inputs.Contains(layer.Name)) is { Inputs.Count: 1 } follower
                && follower.Output == layer.Output && (follower.Output.Height < 0 || follower.MultiplyAdds <= follower.Output.Length)
                ? follower
                : null;

        int Free(int firstRow, int lastRow, int preferred)
        {
            for (int column = preferred; ; column++)
            {
                if (Enumerable.Range(firstRow, lastRow - firstRow + 1).All(row => !taken.Contains((row, column)))) return column;
            }
        }
    }
}
