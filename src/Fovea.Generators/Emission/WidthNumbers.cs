using System.Globalization;

namespace Fovea.Generators.Emission;

/// <summary>
/// Makes one text of a pass's texts for all vector widths. Where they differ in a number, such as the channels of a tile, the number becomes a constant
/// of the width's type, named by its values: K.N32_16_8.
/// </summary>
internal sealed class WidthNumbers
{
    private readonly List<(string Name, string[] Values)> _constants = [];

    /// <summary>The names of the constants.</summary>
    public IEnumerable<string> Names => _constants.Select(constant => constant.Name);

    /// <summary>Each constant as it is for a width.</summary>
    public IEnumerable<(string Name, string Value)> Of(int width) => _constants.Select(constant => (constant.Name, constant.Values[width]));

    /// <summary>The common text, or null where the texts differ in more than numbers.</summary>
    public CodeWriter? Unite(CodeWriter[] texts)
    {
        if (texts.All(text => text.TextEquals(texts[0]))) return texts[0];
        int known = _constants.Count;
        if (UniteLines(texts) is { } united) return united;
        // The constants of a text that is given up have no reader.
        _constants.RemoveRange(known, _constants.Count - known);
        return null;
    }

    private CodeWriter? UniteLines(CodeWriter[] texts)
    {
        var united = new CodeWriter();
        var starts = new int[texts.Length];
        var lengths = new int[texts.Length];
        while (starts[0] < texts[0].Length)
        {
            bool same = true;
            for (int i = 0; i < texts.Length; i++)
            {
                if (starts[i] == texts[i].Length) return null;
                lengths[i] = texts[i].Span(starts[i], texts[i].Length - starts[i]).IndexOf('\n') + 1;
                same &= texts[i].Span(starts[i], lengths[i]).SequenceEqual(texts[0].Span(starts[0], lengths[0]));
            }
            if (same) united.Raw(texts[0], starts[0], lengths[0]);
            else if (!UniteLine(united, [.. texts.Select((text, i) => text.Span(starts[i], lengths[i]).ToString())])) return null;
            for (int i = 0; i < texts.Length; i++) starts[i] += lengths[i];
        }
        return starts.Where((start, i) => start != texts[i].Length).Any() ? null : united;
    }

    private bool UniteLine(CodeWriter united, string[] lines)
    {
        var places = new int[lines.Length];
        var lengths = new int[lines.Length];
        string first = lines[0];
        for (int start = 0; ;)
        {
            while (Agree(lines, places)) Advance(places, 1);
            if (!lines.Where((line, i) => places[i] < line.Length).Any())
            {
                united.Raw(first, start, first.Length - start);
                return true;
            }
            // They differ in a number, which may have begun before.
            while (places[0] > start && IsDigit(first[places[0] - 1])) Advance(places, -1);
            if (!StartsNumber(first, places[0]) || !FindNumbers(lines, places, lengths)) return false;
            united.Raw(first, start, places[0] - start);
            united.Raw(KernelSet.Prefix + Constant([.. lines.Select((line, i) => line.Substring(places[i], lengths[i]))]));
            for (int i = 0; i < places.Length; i++) places[i] += lengths[i];
            start = places[0];
        }
    }

    // Whether the texts have the same character at their places.
    private static bool Agree(string[] lines, int[] places)
    {
        if (places[0] == lines[0].Length) return false;
        char next = lines[0][places[0]];
        for (int i = 1; i < lines.Length; i++)
        {
            if (places[i] == lines[i].Length || lines[i][places[i]] != next) return false;
        }
        return true;
    }

    private static void Advance(int[] places, int by)
    {
        for (int i = 0; i < places.Length; i++) places[i] += by;
    }

    private static bool FindNumbers(string[] lines, int[] places, int[] lengths)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            lengths[i] = NumberLength(lines[i], places[i]);
            if (lengths[i] == 0) return false;
        }
        // Where the numbers are the same, what follows them differs.
        return lines.Where((line, i) => string.CompareOrdinal(line, places[i], lines[0], places[0], Math.Max(lengths[i], lengths[0])) != 0).Any();
    }

    private string Constant(string[] values)
    {
        string name = "N" + string.Join("_", values);
        if (!_constants.Any(constant => constant.Name == name)) _constants.Add((name, values));
        return name;
    }

    // A whole number by itself: not part of a name, nor of a number with a point.
    private static bool StartsNumber(string text, int place) =>
        place < text.Length && IsDigit(text[place]) && (place == 0 || !(char.IsLetterOrDigit(text[place - 1]) || text[place - 1] is '_' or '.'));

    private static int NumberLength(string text, int place)
    {
        int end = place;
        while (end < text.Length && IsDigit(text[end])) end++;
        return end == text.Length || !(char.IsLetter(text[end]) || text[end] is '_' or '.') ? end - place : 0;
    }

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
