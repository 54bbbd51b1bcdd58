using System.Globalization;
using Spectre.Console;

namespace Fovea.Samples.Display;

/// <summary>The tables that samples print.</summary>
public static class Tables
{
    /// <summary>A network's layers: what each costs, and how much of the image one of its outputs sees.</summary>
    public static Table Layers(ReadOnlySpan<LayerInfo> layers)
    {
        Table table = Simple();
        table.AddColumns(Left("layer"), Left("kind"), Right("output"), Right("parameters"), Right("multiply-adds"), Right("sees"));
        long parameters = 0, multiplyAdds = 0;
        foreach (LayerInfo layer in layers)
        {
            table.AddRow(layer.Name, layer.Kind, layer.Output.ToString(), Number(layer.Parameters), Number(layer.MultiplyAdds), layer.ReceptiveField.ToString());
            parameters += layer.Parameters;
            multiplyAdds += layer.MultiplyAdds;
        }
        table.AddRow("", "", "", $"[bold]{Number(parameters)}[/]", $"[bold]{Number(multiplyAdds)}[/]", "");
        return table;
    }

    /// <summary>What was taken for what: a row for each class, a column for each answer, and how much of the class was found.</summary>
    public static Table Confusion(ConfusionMatrix matrix)
    {
        Table table = Simple();
        table.AddColumn(Left(""));
        for (int answer = 0; answer < matrix.Classes; answer++) table.AddColumn(Right(answer.ToString(CultureInfo.InvariantCulture)));
        table.AddColumn(Right("found"));
        for (int actual = 0; actual < matrix.Classes; actual++)
        {
            List<string> row = [$"[bold]{actual}[/]"];
            for (int answer = 0; answer < matrix.Classes; answer++)
            {
                long count = matrix[actual, answer];
                row.Add(count == 0 ? "[dim]·[/]" : $"[{(actual == answer ? "green" : "red")}]{count}[/]");
            }
            row.Add(matrix.Recall(actual).ToString("P1", CultureInfo.InvariantCulture));
            table.AddRow([.. row]);
        }
        return table;
    }

    private static Table Simple() => new() { Border = TableBorder.Simple };

    private static TableColumn Left(string header) => new TableColumn(header).NoWrap().PadLeft(0);

    private static TableColumn Right(string header) => Left(header).RightAligned();

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
