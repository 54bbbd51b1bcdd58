using System.Globalization;
using Fovea;
using Spectre.Console;

namespace Segmentation;

/// <summary>Scores of several networks, a row each.</summary>
internal sealed class Results
{
    public Results(string title, string[] columns)
    {
        Table.AddColumn(new TableColumn(title).NoWrap().PadLeft(0));
        foreach (string column in columns) Table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
    }

    public Table Table { get; } = new() { Border = TableBorder.Simple };

    public void Add(string name, IEnumerable<double> scores) =>
        Table.AddRow([name, .. scores.Select(score => score.ToString("F3", CultureInfo.InvariantCulture))]);

    /// <summary>How well each class was found, and their mean.</summary>
    public void Add(string name, ConfusionMatrix matrix) =>
        Add(name, [.. Enumerable.Range(0, matrix.Classes).Select(matrix.IntersectionOverUnion), matrix.MeanIntersectionOverUnion]);
}
